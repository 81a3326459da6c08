namespace GlobalTables.RegionNode.Http;

/// <summary>One operation of the API: reads its request, does it, and writes its answer.</summary>
/// <param name="region">What it works on.</param>
/// <param name="request">The request's members; they are valid until the operation has ended.</param>
/// <param name="answer">Takes the body of a successful answer.</param>
delegate ValueTask Operation(
    ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel);
