using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tests.Versioning;

namespace GlobalTables.RegionNode.Tests.Storage;

public sealed class VectorCodecTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("1:1", 2)]
    [InlineData("1:127 2:128", 5)]
    [InlineData("3:16384 200:5", 7)]
    [InlineData("9223372036854775806:9223372036854775807", 18)]
    public void What_is_written_is_read_in_as_many_bytes_as_said(string vector, int bytes)
    {
        var encoded = VectorCodec.Encode(VersionVectorTests.Vector(vector));
        Assert.Equal(bytes, encoded.Length);
        Assert.Equal(VersionVectorTests.Vector(vector), VectorCodec.Decode(encoded));
    }

    [Theory]
    [InlineData("01")]
    [InlineData("0180")]
    [InlineData("01FFFFFFFFFFFFFFFFFFFFFFFF")]
    public void A_vector_that_does_not_end_is_damage(string bytes) =>
        Assert.Throws<InvariantException>(() => VectorCodec.Decode(Convert.FromHexString(bytes)));
}
