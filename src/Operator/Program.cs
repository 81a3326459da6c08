using System.Security.Cryptography;
using GlobalTables.Operator;
using GlobalTables.Operator.Commands;

var random = new Random(BitConverter.ToInt32(RandomNumberGenerator.GetBytes(4)));
return await OperatorCommand
    .Root(RunAsync, GatewayCommand.Create(), CheckCommand.Create(TimeProvider.System, random))
    .Parse(args)
    .InvokeAsync();

async Task<int> RunAsync(OperatorOptions options, CancellationToken cancel)
{
    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    OperatorLogging.Add(builder.Logging);
    builder.Services.AddSingleton(random);
    builder.Services.AddGlobalTables(options);
    using var host = builder.Build();
    await host.RunAsync(cancel);
    return 0;
}
