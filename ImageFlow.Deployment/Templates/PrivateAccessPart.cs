using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;

namespace ImageFlow.Deployment.Templates;

/// <summary>S3 for clients that reach the network over VPN or Direct Connect: endpoints inside it, for these buckets alone.</summary>
internal static class PrivateAccessPart
{
    public static void Add(TemplateScope scope)
    {
        if (!scope.Request.PrivateAccess)
        {
            return;
        }

        Template template = scope.Template;
        JsonNode vpc = template.Parameter("VpcId", "The network that gets the endpoints.", null, "AWS::EC2::VPC::Id");
        JsonNode subnets = template.Parameter("SubnetIds", "Subnets of the network, one per zone, for the interface endpoint.", null, "List<AWS::EC2::Subnet::Id>");
        JsonNode tables = template.Parameter("RouteTableIds", "The route tables of the network, for the gateway endpoint.", null, "CommaDelimitedList");
        JsonNode clients = template.Parameter("ClientCidr", "The addresses of the clients, such as 10.0.0.0/8.", null, pattern: @"\d{1,3}(\.\d{1,3}){3}/\d{1,2}");
        template.Resource("EndpointGroup", "AWS::EC2::SecurityGroup", new JsonObject
        {
            ["GroupDescription"] = "HTTPS from the clients to the endpoint of S3",
            ["VpcId"] = vpc,
            ["SecurityGroupIngress"] = new JsonArray(new JsonObject
            {
                ["Description"] = "HTTPS from the clients",
                ["IpProtocol"] = "tcp",
                ["FromPort"] = 443,
                ["ToPort"] = 443,
                ["CidrIp"] = clients,
            }),
        });
        JsonNode service = Cfn.Sub("com.amazonaws.${AWS::Region}.s3");
        template.Resource("GatewayEndpoint", "AWS::EC2::VPCEndpoint", new JsonObject
        {
            ["VpcEndpointType"] = "Gateway",
            ["VpcId"] = vpc.DeepClone(),
            ["ServiceName"] = service,
            ["RouteTableIds"] = tables,
            ["PolicyDocument"] = Policy(scope),
        });
        template.Resource(
            "InterfaceEndpoint",
            "AWS::EC2::VPCEndpoint",
            new JsonObject
            {
                ["VpcEndpointType"] = "Interface",
                ["VpcId"] = vpc.DeepClone(),
                ["ServiceName"] = service.DeepClone(),
                ["SubnetIds"] = subnets,
                ["SecurityGroupIds"] = new JsonArray(Cfn.Ref("EndpointGroup")),
                ["PrivateDnsEnabled"] = true,
                ["DnsOptions"] = new JsonObject { ["DnsRecordIpType"] = "ipv4", ["PrivateDnsOnlyForInboundResolverEndpoint"] = "OnlyInboundResolver" },
                ["PolicyDocument"] = Policy(scope),
            },
            "Names resolve to it only for clients outside, who ask through the inbound resolver; inside, the gateway endpoint costs nothing.",
            new JsonObject { ["DependsOn"] = "GatewayEndpoint" });
        template.Output("PrivateS3Endpoint", "The names of the endpoint; sign addresses for one of them, with * as bucket.", Cfn.Sub("${InterfaceEndpoint}"));
    }

    private static JsonObject Policy(TemplateScope scope)
    {
        NamedResource[] buckets = [.. scope.Names.OfKind(ResourceKind.Bucket).Where(bucket => bucket.IsCreated)];
        return new JsonObject
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray(new JsonObject
            {
                ["Sid"] = "TheseBuckets",
                ["Effect"] = "Allow",
                ["Principal"] = "*",
                ["Action"] = new JsonArray("s3:GetObject", "s3:ListBucket", "s3:PutObject"),
                ["Resource"] = new JsonArray([.. buckets.SelectMany(bucket => new[] { Cfn.Sub(bucket.Arn), Cfn.Sub(bucket.Arn + "/*") })]),
            }),
        };
    }
}
