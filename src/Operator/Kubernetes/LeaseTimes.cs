namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// The times of a lease. The holder counts from the moment it sent the renewal, others from when they saw it, which
/// is later: between the holder's deadline and their patience lies at least the difference of the first two, which
/// is the time its work has to come to an end, and what clocks may differ in speed.
/// </summary>
/// <param name="Duration">Others take the lease when they have seen no renewal for so long; whole seconds.</param>
/// <param name="RenewDeadline">So long after its last renewal the holder stops; shorter than the duration.</param>
/// <param name="RenewEvery">Between renewals that succeed; shorter than the deadline.</param>
/// <param name="RetryEvery">Between attempts to get the lease, and to renew it after a failure.</param>
public sealed record LeaseTimes(TimeSpan Duration, TimeSpan RenewDeadline, TimeSpan RenewEvery, TimeSpan RetryEvery)
{
    public static readonly LeaseTimes Usual = new(
        TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2));

    /// <exception cref="ArgumentException">The order of the times would let two lead at once.</exception>
    public void Check()
    {
        if (Duration <= RenewDeadline || RenewDeadline <= RenewEvery || RenewEvery < RetryEvery
            || RetryEvery <= TimeSpan.Zero || Duration < TimeSpan.FromSeconds(1)
            || Duration.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            throw new ArgumentException(
                "A lease needs duration (whole seconds) > renew deadline > renew period >= retry period > 0.");
        }
    }
}
