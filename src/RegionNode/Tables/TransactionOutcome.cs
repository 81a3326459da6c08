using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>What a transaction did.</summary>
/// <param name="Writes">What became of each item; a check leaves its item as it was.</param>
/// <param name="Reads">What reading the items costs, where it had been carried out before; else null.</param>
sealed record TransactionOutcome(
    IReadOnlyList<(TableEntry Table, WriteOutcome Outcome)> Writes, IReadOnlyList<TableUnits>? Reads)
{
    public bool IsRepeated => Reads is not null;

    /// <summary>What it cost: as writes, or as reads where it is repeated.</summary>
    public IReadOnlyList<TableUse> Uses() => Reads is { } reads
        ? TableUse.Of(reads)
        : TableUse.Sums(Writes.Select(write => new TableUse(
            write.Table.Name, TransactionCapacity.OfWrite(write.Table.Definition, write.Outcome))));
}
