using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

enum ConfigAcceptance
{
    /// <summary>New, and kept.</summary>
    Accepted,

    /// <summary>The one that is here already.</summary>
    Known,

    /// <summary>Below the epoch that is here.</summary>
    Stale,

    /// <summary>The epoch that is here, with other content: two control planes are at work.</summary>
    Conflicting,
}

/// <summary>The last accepted region configuration, as it was pushed, and its epoch.</summary>
sealed class RegionConfigStore
{
    const string Select = "SELECT config_epoch, config FROM volume";
    const string Update = "UPDATE volume SET config_epoch = ?, config = ?";

    long epoch;
    volatile byte[]? document;

    public RegionConfigStore(Session session)
    {
        var select = session.Prepare(Select);
        Invariant.Holds(select.Step());
        epoch = select.Int64(0);
        document = select.IsNull(1) ? null : select.Bytes(1).ToArray();
        select.Reset();
    }

    /// <summary>0 until a control plane has configured this node for the first time.</summary>
    public long Epoch => Volatile.Read(ref epoch);

    public bool HasControlPlane => Epoch > 0;

    /// <summary>The document as it was pushed; null before the first.</summary>
    public byte[]? Document() => document;

    /// <summary>Keeps the document, unless what is here forbids it.</summary>
    public ConfigAcceptance Accept(WriteTransaction transaction, long newEpoch, byte[] pushed)
    {
        var select = transaction.Session.Prepare(Select);
        Invariant.Holds(select.Step());
        var present = select.Int64(0);
        var isSame = select.Bytes(1).SequenceEqual(pushed);
        select.Reset();
        if (newEpoch < present)
        {
            return ConfigAcceptance.Stale;
        }

        if (newEpoch == present)
        {
            return isSame ? ConfigAcceptance.Known : ConfigAcceptance.Conflicting;
        }

        transaction.Changed();
        transaction.Session.Prepare(Update).Bind(newEpoch).BindText(pushed).Run();
        transaction.OnCommitted(() =>
        {
            document = pushed;
            Volatile.Write(ref epoch, newEpoch);
        });
        return ConfigAcceptance.Accepted;
    }
}
