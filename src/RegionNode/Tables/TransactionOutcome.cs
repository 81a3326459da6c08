using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Tables;

/// <summary>What a transaction cost: as writes, or as reads where it had been carried out before.</summary>
readonly record struct TransactionOutcome(IReadOnlyList<TableUnits> Units, bool IsRepeated);
