using GlobalTables.RegionNode;

return await RegionNodeOptions.Command(Node.RunAsync).Parse(args).InvokeAsync();
