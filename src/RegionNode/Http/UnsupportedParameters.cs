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

    /// <summary>
    /// Refuses the parameters from before expressions. Mixed with expressions they are an error of the request,
    /// which the service tells first.
    /// </summary>
    public static void RefuseLegacy(
        JsonObject request, ReadOnlySpan<string> legacy, ReadOnlySpan<string> expressions)
    {
        if (!HasAny(request, legacy))
        {
            return;
        }

        var first = Present(request, legacy);
        var beside = Present(request, expressions);
        if (beside.Count > 0)
        {
            throw DynamoException.Validation(
                "Can not use both expression and non-expression parameters in the same request: "
                + $"Non-expression parameters: {{{string.Join(", ", first)}}} "
                + $"Expression parameters: {{{string.Join(", ", beside)}}}");
        }

        throw DynamoException.NotSupported(first[0]);
    }

    static bool HasAny(JsonObject request, ReadOnlySpan<string> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (request.Has(parameter))
            {
                return true;
            }
        }

        return false;
    }

    static List<string> Present(JsonObject request, ReadOnlySpan<string> parameters)
    {
        var present = new List<string>();
        foreach (var parameter in parameters)
        {
            if (request.Has(parameter))
            {
                present.Add(parameter);
            }
        }

        return present;
    }

    static bool AsksForSomething(JsonSlice value) => value.Kind switch
    {
        JsonTokenType.None or JsonTokenType.Null or JsonTokenType.False => false,
        JsonTokenType.StartArray => value.AsList()!.Count > 0,
        _ => true,
    };
}
