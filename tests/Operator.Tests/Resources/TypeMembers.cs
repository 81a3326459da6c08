using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GlobalTables.Operator.Tests.Resources;

/// <summary>A field of a resource, as its C# type declares it.</summary>
/// <param name="Name">As in JSON.</param>
/// <param name="Type">Without the question mark.</param>
/// <param name="Default">What the field has when a manifest leaves it out; null for a required one.</param>
sealed record TypeMember(string Name, Type Type, bool IsRequired, bool IsNullable, object? Default)
{
    public static IReadOnlyList<TypeMember> Of(Type type)
    {
        var parameters = type.GetConstructors().OrderBy(one => one.GetParameters().Length).First().GetParameters();
        var blank = Blank(type, parameters);
        return [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property =>
        {
            var parameter = parameters.FirstOrDefault(one => one.Name == property.Name);
            var isRequired = property.IsDefined(typeof(RequiredMemberAttribute))
                || parameter is { HasDefaultValue: false };
            return new TypeMember(
                property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                    ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name),
                Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType,
                isRequired,
                IsNullableProperty(property),
                isRequired ? null : property.GetValue(blank));
        })];
    }

    /// <summary>An object that was given nothing. What is required has no value, which nobody reads.</summary>
    static object Blank(Type type, ParameterInfo[] parameters) =>
        type.GetConstructors().OrderBy(one => one.GetParameters().Length).First().Invoke(
        [
            .. parameters.Select(one => one.HasDefaultValue ? one.DefaultValue
                : one.ParameterType.IsValueType ? Activator.CreateInstance(one.ParameterType)
                : null),
        ]);

    static bool IsNullableProperty(PropertyInfo property) =>
        new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
}
