using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>How a region's node is doing, in words for whoever has to see to it.</summary>
/// <param name="IsCrashing">It ends by itself again and again.</param>
sealed record NodeSituation(bool IsReady, bool IsCrashing, string Message)
{
    const string CrashLoop = "CrashLoopBackOff";
    const int TextCharsMax = 600;

    static readonly string[] ImageReasons =
        ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"];

    static readonly string[] StartingReasons = ["ContainerCreating", "PodInitializing"];

    public static NodeSituation Of(RegionFindings found)
    {
        if (found.StatefulSet is not { } set)
        {
            return NotReady("There is no StatefulSet yet.");
        }

        if (found.ReadyNodes > 0)
        {
            return new(true, false, "The node is ready.");
        }

        var pod = found.Pods
            .OrderByDescending(one => one.Metadata.CreationTimestamp)
            .FirstOrDefault();
        return pod is null ? WithoutPod(set) : OfPod(pod, found);
    }

    static NodeSituation WithoutPod(V1StatefulSet set) => NotReady(
        $"The StatefulSet has no pod yet. If it stays so: kubectl -n {set.Metadata.NamespaceProperty} describe " +
        $"statefulset {set.Metadata.Name}");

    static NodeSituation OfPod(V1Pod pod, RegionFindings found)
    {
        var name = $"Pod {pod.Metadata.Name}";
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            return NotReady($"{name} is stopping; the next one follows.");
        }

        if (Condition(pod, "PodScheduled") is { Status: "False" } unscheduled)
        {
            return NotReady($"{name} finds no machine: {Text(unscheduled.Message)}{UnboundVolume(found)}");
        }

        var containers = (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []);
        return containers.Select(container => OfContainer(name, pod, container)).FirstOrDefault(one => one is not null)
            ?? NotReady(pod.Status?.Phase == "Running"
                ? $"{name} runs and is not ready yet."
                : $"{name} is starting.{UnboundVolume(found)}");
    }

    static NodeSituation? OfContainer(string pod, V1Pod owner, V1ContainerStatus container)
    {
        var last = container.State?.Terminated ?? container.LastState?.Terminated;
        switch (container.State)
        {
            case { Waiting: { Reason: CrashLoop } }:
            case { Terminated: { ExitCode: not 0 } }:
                return new(
                    false,
                    true,
                    $"{pod} ends again and again, {container.RestartCount} times so far{Ending(last)}. Its log: " +
                    $"kubectl -n {owner.Metadata.NamespaceProperty} logs {owner.Metadata.Name} -c {container.Name} " +
                    "--previous");
            case { Waiting: { Reason: { } reason } waiting } when ImageReasons.Contains(reason):
                return NotReady($"{pod} cannot get the image {container.Image}: {reason}{Because(waiting.Message)}");
            case { Waiting: { Reason: { } reason } waiting } when !StartingReasons.Contains(reason):
                return NotReady($"{pod} does not start: {reason}{Because(waiting.Message)}");
            default:
                return null;
        }
    }

    static string Ending(V1ContainerStateTerminated? last) => last switch
    {
        null => "",
        { Reason: "OOMKilled" } => ", for it needs more memory than its limit",
        { Message: { Length: > 0 } message } => $", with exit code {last.ExitCode}: {Text(message)}",
        _ => $", with exit code {last.ExitCode}",
    };

    static string UnboundVolume(RegionFindings found)
    {
        var unbound = found.Claims.FirstOrDefault(claim => claim.Status?.Phase is { } phase && phase != "Bound");
        return unbound is null
            ? ""
            : $" The volume {unbound.Metadata.Name} is not bound ({unbound.Status.Phase}, storage class " +
                $"{unbound.Spec.StorageClassName ?? "of the cluster"}).";
    }

    static string Because(string? message) => string.IsNullOrEmpty(message) ? "." : $": {Text(message)}";

    static V1PodCondition? Condition(V1Pod pod, string type) =>
        pod.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);

    static string Text(string? message)
    {
        var text = (message ?? "").Trim();
        return text.Length <= TextCharsMax ? text : text[..TextCharsMax] + "...";
    }

    static NodeSituation NotReady(string message) => new(false, false, message);
}
