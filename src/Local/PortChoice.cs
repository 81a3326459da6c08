using System.Net;
using System.Net.Sockets;

namespace GlobalTables.Local;

/// <summary>Chooses the three ports of a region, and finds out whether remembered ones are still free.</summary>
sealed class PortChoice(int routerPort)
{
    /// <summary>
    /// Regions' ports end in 0, 1 and 2, a few tens above the router's, so that people can remember them.
    /// </summary>
    const int Step = 10;
    const int StepsMax = 1_000;

    public RegionPorts Choose(IReadOnlyCollection<RegionPorts> taken)
    {
        if (routerPort == 0)
        {
            return AnyFree();
        }

        for (var step = 1; step <= StepsMax && routerPort + (step * Step) + 2 <= IPEndPoint.MaxPort; step++)
        {
            var first = routerPort + (step * Step);
            var ports = new RegionPorts(first, first + 1, first + 2);
            if (!taken.SelectMany(other => other.All()).Intersect(ports.All()).Any() && ports.All().All(IsFree))
            {
                return ports;
            }
        }

        throw new StartException($"No free ports for a region above {routerPort}; give another --port.");
    }

    public static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    static RegionPorts AnyFree()
    {
        Socket[] probes = [Bound(), Bound(), Bound()];
        try
        {
            return new RegionPorts(PortOf(probes[0]), PortOf(probes[1]), PortOf(probes[2]));
        }
        finally
        {
            foreach (var probe in probes)
            {
                probe.Dispose();
            }
        }
    }

    static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
