using System.Collections.Immutable;

namespace GlobalTables.RegionNode.Storage;

/// <summary>Where the other regions answer, as last told by a control plane.</summary>
sealed class PeerDirectory
{
    const string Select = "SELECT region, address FROM peer";

    const string Upsert = """
        INSERT INTO peer (region, address) VALUES (?, ?)
        ON CONFLICT (region) DO UPDATE SET address = excluded.address
        """;

    volatile ImmutableDictionary<string, string> addresses;

    public PeerDirectory(Session session) => addresses = Load(session);

    /// <summary>Region to address.</summary>
    public ImmutableDictionary<string, string> Addresses => addresses;

    public void Set(WriteTransaction transaction, string region, string address)
    {
        transaction.Changed();
        transaction.Session.Prepare(Upsert).Bind(region).Bind(address).Run();
        transaction.OnCommitted(() => addresses = addresses.SetItem(region, address));
    }

    static ImmutableDictionary<string, string> Load(Session session)
    {
        var found = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var rows = session.Prepare(Select);
        while (rows.Step())
        {
            found.Add(rows.Text(0), rows.Text(1));
        }

        return found.ToImmutable();
    }
}
