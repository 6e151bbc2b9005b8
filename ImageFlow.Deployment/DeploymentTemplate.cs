using System.Text.Json.Nodes;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;
using ImageFlow.Deployment.Templates;
using ImageFlow.Deployment.Triggers;
using ImageFlow.Deployment.Yaml;

namespace ImageFlow.Deployment;

/// <summary>Makes the CloudFormation template of a flow: what the flow uses, and the permissions for exactly that.</summary>
public static class DeploymentTemplate
{
    /// <summary>Builds the template. The same request gives the same text.</summary>
    public static DeploymentResult Build(DeploymentRequest request)
    {
        ResourceNames names = new();
        NamedResource machine = names.Use(ResourceKind.StateMachine, request.Name, MachinePart.Id, isCreated: true);
        Template template = new($"{request.Name}: an ImageFlow flow on AWS Step Functions");
        TemplateScope scope = new(request, template, new FlowInventory(request.Machine, request.Definition), names, machine);

        scope.Name(machine);
        foreach (TableSettings table in request.Tables)
        {
            names.Use(ResourceKind.Table, table.Name, isCreated: true);
        }

        PersonalizePart.Name(scope);
        TriggersPart.Name(scope);
        List<FunctionSettings> functions = [.. FunctionsPart.Add(scope)];
        (IReadOnlyList<Grant> grants, IReadOnlyList<Diagnostic> findings) = new MachineRights(scope.Inventory, names, machine, request.IsExpress).Collect();
        if (request.Website != WebsiteKind.None)
        {
            names.Use(ResourceKind.Bucket, ResourceNames.Website);
        }

        BackendsPart backends = new(scope);
        backends.Name();

        foreach (NamedResource resource in names.All)
        {
            scope.Name(resource);
        }

        BucketsPart.Add(scope);
        WebsitePart.Add(scope);
        ServicesPart.Add(scope);
        PersonalizePart.Add(scope);
        string? definitionApart = MachinePart.Add(scope, grants);
        TriggersPart.Add(scope);
        functions.AddRange(backends.Add());
        SocketPart.Add(scope, functions);
        LogDeliveryPart.Add(scope);
        PrivateAccessPart.Add(scope);
        PrivateClientPart.Add(scope);

        JsonObject plain = template.ToDocument();
        JsonObject document = request.Format == TemplateFormat.Sam ? SamForm.Of(plain) : plain;
        string[] buckets = [.. names.OfKind(ResourceKind.Bucket).Where(bucket => bucket.IsCreated).Select(bucket => bucket.LogicalId)];
        string yaml = YamlWriter.Write(document);
        return new DeploymentResult(yaml, CommentFree.Json(document), functions, template.Resources.ContainsKey("LogBucket") ? [.. buckets, "LogBucket"] : buckets, findings)
        {
            DefinitionApart = definitionApart,
        };
    }
}
