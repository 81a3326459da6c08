using System.Collections.Concurrent;

namespace GlobalTables.RegionNode.Faults.Checking;

/// <summary>Everything that is known of a run: all keys, and what was found to be wrong on the way.</summary>
sealed class RunRecord
{
    const int ComplaintsMax = 200;

    readonly ConcurrentDictionary<string, KeyRecord> keys = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<string> complaints = new();

    public IEnumerable<KeyRecord> Keys => keys.Values.OrderBy(record => record.Key, StringComparer.Ordinal);

    public IReadOnlyCollection<string> Complaints => complaints;

    public KeyRecord Add(string key)
    {
        var record = new KeyRecord(key, Complain);
        return keys.TryAdd(key, record) ? record : throw new ArgumentException($"There is a key {key} already.");
    }

    public KeyRecord? Find(string key) => keys.GetValueOrDefault(key);

    public void Complain(string complaint)
    {
        if (complaints.Count < ComplaintsMax)
        {
            complaints.Enqueue(complaint);
        }
    }
}
