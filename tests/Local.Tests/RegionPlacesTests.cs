using System.Net;
using System.Net.Sockets;

namespace GlobalTables.Local.Tests;

public class RegionPlacesTests
{
    /// <summary>Below the ports that the machine hands out itself.</summary>
    const int RouterPort = 21_000;

    [Fact]
    public void Ports_once_chosen_stay()
    {
        var places = new RegionPlaces(["eu-west-1"], new PortChoice(RouterPort));
        var first = places.WithPorts(new LocalState());

        var second = new RegionPlaces(["eu-west-1", "ap-south-1"], new PortChoice(RouterPort)).WithPorts(first);

        Assert.Equal(first.Ports["eu-west-1"], second.Ports["eu-west-1"]);
        Assert.Empty(second.Ports["ap-south-1"].All().Intersect(first.Ports["eu-west-1"].All()));
    }

    [Fact]
    public void Regions_of_tables_run_with_those_that_always_do()
    {
        var places = new RegionPlaces(["eu-west-1"], new PortChoice(0));
        var state = places.WithPorts(new LocalState { Tables = [Products.In("us-east-1", "eu-west-1")] });

        Assert.Equal(["eu-west-1", "us-east-1"], places.Wanted(state).Keys);
    }

    [Fact]
    public void A_taken_port_is_not_chosen()
    {
        var free = new PortChoice(RouterPort).Choose([]);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, free.Peers));
        other.Listen();

        Assert.False(PortChoice.IsFree(free.Peers));
        Assert.NotEqual(free, new PortChoice(RouterPort).Choose([]));
    }
}
