using GlobalTables.Gateway;
namespace GlobalTables.Local.Tests;

public class SignedRegionTests
{
    const string Signed = "AWS4-HMAC-SHA256 Credential=AKID/20261122/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

    [Theory]
    [InlineData(Signed, "", "eu-west-1")]
    [InlineData("AWS4-HMAC-SHA256 SignedHeaders=host,Credential=AKID/20261122/us-east-1/dynamodb/aws4_request", "", "us-east-1")]
    [InlineData("AWS4-HMAC-SHA256 Credential=key/with/slashes/20261122/us-east-1/dynamodb/aws4_request,Signature=0", "", "us-east-1")]
    [InlineData("", "?X-Amz-Credential=AKID%2F20261122%2Feu-west-1%2Fdynamodb%2Faws4_request&X-Amz-Signature=0", "eu-west-1")]
    [InlineData("", "?X-Amz-Credential=AKID%2f20261122%2feu-west-1%2fdynamodb%2faws4_request", "eu-west-1")]
    [InlineData("", "?X-Amz-Signature=0&X-Amz-Credential=AKID/20261122/eu-west-1/dynamodb/aws4_request", "eu-west-1")]
    [InlineData(Signed, "?X-Amz-Credential=AKID/20261122/us-east-1/dynamodb/aws4_request", "eu-west-1")]
    [InlineData("", "", "")]
    [InlineData("Bearer token", "", "")]
    [InlineData("AWS4-HMAC-SHA256 Credential=", "", "")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/eu-west-1", "", "")]
    [InlineData("AWS4-HMAC-SHA256 Credential=eu-west-1/dynamodb/aws4_request", "", "")]
    public void The_region_is_that_of_the_credential_scope(string authorization, string query, string region) =>
        Assert.Equal(region, SignedRegion.Of(authorization, query).ToString());
}
