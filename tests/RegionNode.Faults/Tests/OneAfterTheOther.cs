// Each of these tests has the machine's cores busy with processes of its own.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
