namespace GlobalTables.ControlPlane.Planning;

/// <summary>The words of a table's status: DynamoDB's, and one of ours for a region that does not answer.</summary>
public static class TableStates
{
    public const string Creating = "CREATING";
    public const string Updating = "UPDATING";
    public const string Active = "ACTIVE";
    public const string Deleting = "DELETING";
    public const string Inaccessible = "INACCESSIBLE";
}
