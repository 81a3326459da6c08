namespace GlobalTables.RegionNode.Simulation.Sabotage;

/// <summary>One rule, broken in the source of one production file.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Breaks">Which rule of the replication it breaks.</param>
/// <param name="File">The file, from the root of the repository.</param>
/// <param name="Find">What stands there, exactly once.</param>
/// <param name="Replace">What stands there instead.</param>
sealed record Mutation(string Name, string Breaks, string File, string Find, string Replace);
