using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;

namespace ImageFlow.Deployment.Templates;

/// <summary>
/// A small machine without an address of its own in the user's network. It is reached by Session Manager, also with port forwarding, so that
/// no port is open to it; what is typed in its sessions is kept in the log bucket.
/// </summary>
internal static class PrivateClientPart
{
    private const string Prefix = "sessions/";
    private const string NoChannelResource = "the channels of Session Manager have no resource of their own";
    private const string NoAgentResource = "the agent reports for the machine that it runs on, before there is an ARN to name";

    public static void Add(TemplateScope scope)
    {
        if (!scope.Request.PrivateClient)
        {
            return;
        }

        Template template = scope.Template;
        NamedResource logs = BucketsPart.LogBucketResource;
        template.Resource("ClientGroup", "AWS::EC2::SecurityGroup", new JsonObject
        {
            ["GroupDescription"] = "Nothing comes in; HTTPS goes out",
            ["VpcId"] = template.Parameter("VpcId", "The network that gets the endpoints.", null, "AWS::EC2::VPC::Id"),
            ["SecurityGroupEgress"] = new JsonArray(new JsonObject
            {
                ["Description"] = "HTTPS, to Session Manager and to S3",
                ["IpProtocol"] = "tcp",
                ["FromPort"] = 443,
                ["ToPort"] = 443,
                ["CidrIp"] = "0.0.0.0/0",
            }),
        });
        scope.Role("ClientRole", PolicyDocument.Trust("ec2.amazonaws.com", sourceAccount: false), Rights(logs));
        template.Resource("ClientProfile", "AWS::IAM::InstanceProfile", new JsonObject { ["Roles"] = new JsonArray(Cfn.Ref("ClientRole")) });
        template.Resource("Client", "AWS::EC2::Instance", new JsonObject
        {
            ["ImageId"] = template.Parameter(
                "ClientImage", "The parameter of Systems Manager that names the machine's image.", "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64", "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"),
            ["InstanceType"] = "t4g.micro",
            ["SubnetId"] = template.Parameter("ClientSubnetId", "The subnet of the machine; it needs a way to Systems Manager, by endpoints or a NAT.", null, "AWS::EC2::Subnet::Id"),
            ["SecurityGroupIds"] = new JsonArray(Cfn.GetAtt("ClientGroup", "GroupId")),
            ["IamInstanceProfile"] = Cfn.Ref("ClientProfile"),
            ["MetadataOptions"] = new JsonObject { ["HttpTokens"] = "required", ["HttpEndpoint"] = "enabled" },
            ["BlockDeviceMappings"] = new JsonArray(new JsonObject
            {
                ["DeviceName"] = "/dev/xvda",
                ["Ebs"] = new JsonObject { ["Encrypted"] = true, ["VolumeType"] = "gp3", ["DeleteOnTermination"] = true },
            }),
            ["Tags"] = new JsonArray(new JsonObject { ["Key"] = "Name", ["Value"] = Cfn.Sub("${AWS::StackName}-client") }),
        });
        template.Resource("ClientSession", "AWS::SSM::Document", new JsonObject
        {
            ["DocumentType"] = "Session",
            ["DocumentFormat"] = "JSON",
            ["Content"] = new JsonObject
            {
                ["schemaVersion"] = "1.0",
                ["description"] = "Sessions whose lines are kept in the log bucket",
                ["sessionType"] = "Standard_Stream",
                ["inputs"] = new JsonObject { ["s3BucketName"] = Cfn.Ref(logs.LogicalId), ["s3KeyPrefix"] = Prefix.TrimEnd('/'), ["s3EncryptionEnabled"] = true, ["idleSessionTimeout"] = "20" },
            },
        });
        template.Output("ClientSession", "Opens a session on the client.", Cfn.Sub("aws ssm start-session --target ${Client} --document-name ${ClientSession}"));
        template.Output(
            "ClientForward",
            "Forwards a port of the client, here its 8443, to the same port here.",
            Cfn.Sub("aws ssm start-session --target ${Client} --document-name AWS-StartPortForwardingSession --parameters portNumber=8443,localPortNumber=8443"));
    }

    /// <summary>What the agent of Systems Manager needs for sessions (Systems Manager user guide, "Create an IAM role with permissions for Session Manager and S3").</summary>
    private static Grant[] Rights(NamedResource logs) =>
    [
        .. new[] { "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel" }
            .Select(action => new Grant(action, Grant.Anything, "Sessions", NoChannelResource)),
        new Grant("ssm:UpdateInstanceInformation", Grant.Anything, "The agent", NoAgentResource),
        new Grant("s3:PutObject", $"{logs.Arn}/{Prefix}*", "Keeping what was typed"),
        new Grant("s3:GetEncryptionConfiguration", logs.Arn, "Keeping what was typed"),
    ];
}
