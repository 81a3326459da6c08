// Each of these tests has the machine's cores busy with processes of its own.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
