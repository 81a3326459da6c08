using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// A restart that somebody asked for with <c>kubectl rollout restart</c> is an annotation of the pod template.
/// Without it the pod would be restarted once more when the StatefulSet is made anew.
/// </summary>
static class KubectlRestart
{
    const string Annotation = "kubectl.kubernetes.io/restartedAt";

    public static void Keep(V1StatefulSet live, V1StatefulSet desired)
    {
        if (live.Spec.Template.Metadata?.Annotations is { } found && found.TryGetValue(Annotation, out var when))
        {
            desired.Spec.Template.Metadata.Annotations ??= new Dictionary<string, string>();
            desired.Spec.Template.Metadata.Annotations[Annotation] = when;
        }
    }
}
