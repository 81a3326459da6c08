using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// Parameters of the service whose feature is not built yet: refused by name, so that nobody believes to have
/// got what was asked for. A value that asks for nothing (null, false, an empty list) is taken.
/// </summary>
static class UnsupportedParameters
{
    /// <summary>Refuses whichever of the parameters asks for something.</summary>
    public static void Refuse(JsonObject request, ReadOnlySpan<string> parameters, string prefix = "")
    {
        foreach (var parameter in parameters)
        {
            if (AsksForSomething(request.Find(parameter)))
            {
                throw DynamoException.NotSupported(prefix + parameter);
            }
        }
    }

    static bool AsksForSomething(JsonSlice value) => value.Kind switch
    {
        JsonTokenType.None or JsonTokenType.Null or JsonTokenType.False => false,
        JsonTokenType.StartArray => value.AsList()!.Count > 0,
        _ => true,
    };
}
