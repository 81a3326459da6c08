using System.Globalization;
using GlobalTables.RegionNode.Faults.Checking;

namespace GlobalTables.RegionNode.Faults.Load;

/// <summary>
/// The keys that clients write at the moment: few, so that they meet, and each for a while only, so that
/// its items stay small.
/// </summary>
/// <param name="prefix">What their names begin with.</param>
sealed class LoadKeys(RunRecord run, string prefix, int active)
{
    readonly Lock gate = new();
    readonly KeyRecord?[] places = new KeyRecord?[active];
    int made;

    /// <summary>A key to write, and whether it is a new one, for the caller to make.</summary>
    public (KeyRecord Key, bool IsNew) Pick(Random random)
    {
        lock (gate)
        {
            var place = random.Next(places.Length);
            if (places[place] is { } key)
            {
                return (key, false);
            }

            var made = run.Add(string.Create(CultureInfo.InvariantCulture, $"{prefix}-{this.made++:D6}"));
            places[place] = made;
            return (made, true);
        }
    }

    /// <summary>The key has had its share of writes.</summary>
    public void Retire(KeyRecord key)
    {
        lock (gate)
        {
            var place = Array.IndexOf(places, key);
            if (place >= 0)
            {
                places[place] = null;
            }
        }
    }
}
