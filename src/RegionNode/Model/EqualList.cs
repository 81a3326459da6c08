namespace GlobalTables.RegionNode.Model;

/// <summary>A list that equals every other one of equal elements, so that records that have it compare whole.</summary>
sealed class EqualList<T> : List<T>, IEquatable<EqualList<T>>
{
    public bool Equals(EqualList<T>? other) => other is not null && this.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as EqualList<T>);

    public override int GetHashCode() => Count;
}
