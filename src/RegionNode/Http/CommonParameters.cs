namespace GlobalTables.RegionNode.Http;

enum ReturnValues
{
    None,
    AllOld,
    UpdatedOld,
    AllNew,
    UpdatedNew,
}

enum ReturnConsumedCapacity
{
    None,
    Total,
    Indexes,
}

enum Select
{
    /// <summary>All attributes, or those of the projection.</summary>
    Unspecified,
    AllAttributes,
    AllProjectedAttributes,
    SpecificAttributes,
    Count,
}

/// <summary>Parameters with a fixed set of values that several operations share.</summary>
static class CommonParameters
{
    static readonly Choices<ReturnValues> ReturnValuesChoices = new(
        ReturnValues.None,
        ("ALL_NEW", ReturnValues.AllNew),
        ("UPDATED_OLD", ReturnValues.UpdatedOld),
        ("ALL_OLD", ReturnValues.AllOld),
        ("NONE", ReturnValues.None),
        ("UPDATED_NEW", ReturnValues.UpdatedNew));

    static readonly Choices<ReturnConsumedCapacity> CapacityChoices = new(
        ReturnConsumedCapacity.None,
        ("INDEXES", ReturnConsumedCapacity.Indexes),
        ("TOTAL", ReturnConsumedCapacity.Total),
        ("NONE", ReturnConsumedCapacity.None));

    static readonly Choices<bool> MetricsChoices = new(false, ("SIZE", true), ("NONE", false));

    public static readonly Choices<bool> OnFailureChoices = new(false, ("ALL_OLD", true), ("NONE", false));

    static readonly Choices<Select> SelectChoices = new(
        Select.Unspecified,
        ("SPECIFIC_ATTRIBUTES", Select.SpecificAttributes),
        ("COUNT", Select.Count),
        ("ALL_ATTRIBUTES", Select.AllAttributes),
        ("ALL_PROJECTED_ATTRIBUTES", Select.AllProjectedAttributes));

    public static ReturnValues ReturnValuesOf(JsonObject request, ref Constraints constraints) =>
        constraints.One(request["ReturnValues"u8], "returnValues", ReturnValuesChoices);

    public static ReturnConsumedCapacity CapacityOf(JsonObject request, ref Constraints constraints) =>
        constraints.One(request["ReturnConsumedCapacity"u8], "returnConsumedCapacity", CapacityChoices);

    public static Select SelectOf(JsonObject request, ref Constraints constraints) =>
        constraints.One(request["Select"u8], "select", SelectChoices);

    /// <summary>True when a failed condition is to be answered with the stored item.</summary>
    public static bool TellsFailedItem(JsonObject request, ref Constraints constraints) =>
        TellsFailedItem(request, "", ref constraints);

    /// <param name="within">Where the request is inside another one, with a dot at the end.</param>
    public static bool TellsFailedItem(JsonObject request, string within, ref Constraints constraints) =>
        constraints.One(
            request["ReturnValuesOnConditionCheckFailure"u8], within + "returnValuesOnConditionCheckFailure",
            OnFailureChoices);

    /// <summary>
    /// True when the size of the item's collection is to be told; only tables with local indexes have them.
    /// </summary>
    public static bool TellsMetrics(JsonObject request, ref Constraints constraints) =>
        constraints.One(request["ReturnItemCollectionMetrics"u8], "returnItemCollectionMetrics", MetricsChoices);
}
