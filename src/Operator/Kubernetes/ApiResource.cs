using System.Reflection;
using System.Text;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>A kind as the API server addresses it: what its <see cref="KubernetesEntityAttribute"/> says.</summary>
/// <param name="Group">Empty for the core kinds.</param>
public sealed record ApiResource(string Group, string Version, string Plural, string Kind)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <exception cref="InvalidOperationException">The type does not say what it is called in Kubernetes.</exception>
    public static ApiResource Of<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta> => Known<TEntity>.Resource;

    /// <param name="name">Null for the collection.</param>
    public string Path(string? @namespace, string? name = null, string? subresource = null)
    {
        var path = new StringBuilder(Group.Length == 0 ? "/api/" : $"/apis/{Group}/").Append(Version);
        if (@namespace is not null)
        {
            path.Append("/namespaces/").Append(Uri.EscapeDataString(@namespace));
        }

        path.Append('/').Append(Plural);
        if (name is not null)
        {
            path.Append('/').Append(Uri.EscapeDataString(name));
        }

        return (subresource is null ? path : path.Append('/').Append(subresource)).ToString();
    }

    /// <summary>A reference from a dependent to that owner, which must have come from the server.</summary>
    public static V1OwnerReference ReferenceTo<TEntity>(TEntity owner, bool isController = true)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> => new()
        {
            ApiVersion = Of<TEntity>().ApiVersion,
            Kind = Of<TEntity>().Kind,
            Name = owner.Metadata.Name,
            Uid = owner.Metadata.Uid,
            Controller = isController,
            BlockOwnerDeletion = isController,
        };

    static class Known<TEntity>
    {
        public static readonly ApiResource Resource =
            typeof(TEntity).GetCustomAttribute<KubernetesEntityAttribute>() is { } entity
                ? new(entity.Group ?? "", entity.ApiVersion, entity.PluralName, entity.Kind)
                : throw new InvalidOperationException($"{typeof(TEntity)} has no {nameof(KubernetesEntityAttribute)}.");
    }
}
