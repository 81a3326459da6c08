using System.Text;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Storage;

public sealed class RegionConfigStoreTests : IDisposable
{
    readonly TestVolume volume = new();

    public void Dispose() => volume.Dispose();

    [Theory]
    [InlineData(6, "new", nameof(ConfigAcceptance.Accepted), 6, "new")]
    [InlineData(6, "old", nameof(ConfigAcceptance.Accepted), 6, "old")]
    [InlineData(5, "old", nameof(ConfigAcceptance.Known), 5, "old")]
    [InlineData(5, "new", nameof(ConfigAcceptance.Conflicting), 5, "old")]
    [InlineData(4, "new", nameof(ConfigAcceptance.Stale), 5, "old")]
    public void A_document_is_taken_by_its_epoch(
        long epoch, string document, string acceptance, long epochAfter, string documentAfter)
    {
        Assert.False(volume.Now.Config.HasControlPlane);
        Assert.Null(volume.Now.Config.Document());
        Assert.Equal(ConfigAcceptance.Accepted, Accept(5, "old"));
        Assert.Equal(acceptance, Accept(epoch, document).ToString());
        AssertIs(epochAfter, documentAfter);
        volume.Reopen();
        AssertIs(epochAfter, documentAfter);
    }

    [Fact]
    public async Task The_second_document_of_an_epoch_is_seen_even_in_the_same_commit()
    {
        var first = volume.Now.Queue.RunAsync(t => volume.Now.Config.Accept(t, 1, "one"u8.ToArray()), default);
        var second = volume.Now.Queue.RunAsync(t => volume.Now.Config.Accept(t, 1, "two"u8.ToArray()), default);
        volume.Commit();
        Assert.Equal((ConfigAcceptance.Accepted, ConfigAcceptance.Conflicting), (await first, await second));
        AssertIs(1, "one");
    }

    [Fact]
    public void A_document_whose_work_fails_is_not_in_force()
    {
        Assert.Throws<FormatException>(() => volume.Run<bool>(transaction =>
        {
            volume.Now.Config.Accept(transaction, 1, "one"u8.ToArray());
            throw new FormatException("not a table");
        }));
        Assert.Equal(0, volume.Now.Config.Epoch);
        Assert.Equal(ConfigAcceptance.Accepted, Accept(1, "other"));
    }

    ConfigAcceptance Accept(long epoch, string document) => volume.Run(
        transaction => volume.Now.Config.Accept(transaction, epoch, Encoding.UTF8.GetBytes(document)));

    void AssertIs(long epoch, string document)
    {
        Assert.Equal(epoch, volume.Now.Config.Epoch);
        Assert.True(volume.Now.Config.HasControlPlane);
        Assert.Equal(document, Encoding.UTF8.GetString(volume.Now.Config.Document()!));
    }
}
