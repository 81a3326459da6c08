using System.Text.Json;
using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Expressions.PartiQl;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http;

/// <summary>What RETURNING asks of a write: an item or parts of one; nothing where there is nothing to tell.</summary>
static class StatementAnswer
{
    /// <summary>Writes the item as one JSON value, if there is one.</summary>
    /// <param name="before">Is called just before something is written.</param>
    public static void Write(
        Utf8JsonWriter json,
        PartiQlStatement statement,
        Bindings bindings,
        in WriteOutcome outcome,
        Action<Utf8JsonWriter>? before = null)
    {
        var returning = statement switch
        {
            PartiQlStatement.Update update => update.Returning,
            PartiQlStatement.Delete delete => delete.Returning,
            _ => null,
        };
        if (returning is not var (isAll, isOld))
        {
            return;
        }

        var image = isOld ? outcome.Before : outcome.After;
        if (image.Stored is not { } stored)
        {
            return;
        }

        if (isAll)
        {
            before?.Invoke(json);
            json.WriteRawValue(stored.Json, skipInputValidation: true);
        }
        else if (StatementWrites.UpdateIn(statement, bindings)?.Updated(image.Attributes) is { Count: > 0 } touched)
        {
            before?.Invoke(json);
            AttributeJson.WriteItem(json, touched);
        }
    }
}
