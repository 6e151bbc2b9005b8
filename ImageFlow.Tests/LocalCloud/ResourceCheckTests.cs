using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Reading;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.Tests.LocalCloud;

public class ResourceCheckTests
{
    [Theory]
    [InlineData("arn:aws:states:::http:invoke.waitForTaskToken", "{}", "AWS0101", "/States/A~1B/Branches/0/States/T/Resource")]
    [InlineData("arn:aws:states:::aws-sdk:kinesis:putRecord", "{}", "AWS0101", "/States/A~1B/Branches/0/States/T/Resource")]
    [InlineData("arn:aws:states:::lambda:invoke", """{"FunctionName":"other"}""", "AWS0102", "/States/A~1B/Branches/0/States/T")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:other", "{}", "AWS0102", "/States/A~1B/Branches/0/States/T")]
    public void Unsupported_InABranch_IsAWarningThatPointsThere(string resource, string parameters, string code, string pointer)
    {
        Diagnostic finding = Assert.Single(ResourceCheck.Unsupported(StateMachineReader.Read(Machine(resource, parameters)).StateMachine!));

        Assert.Equal((code, DiagnosticSeverity.Warning, pointer), (finding.Code, finding.Severity, finding.Pointer));
    }

    [Theory]
    [InlineData("arn:aws:states:::lambda:invoke", """{"FunctionName":"imageflow-ResizeImage"}""")]
    [InlineData("arn:aws:states:::lambda:invoke.waitForTaskToken", """{"FunctionName":"arn:aws:lambda:eu-west-1:123456789012:function:imageflow-ResizeImage:live"}""")]
    [InlineData("arn:aws:states:::lambda:invoke", """{"FunctionName.$":"$.name"}""")]
    [InlineData("arn:aws:states:::aws-sdk:s3:deleteObject", """{"Bucket":"b","Key":"k"}""")]
    [InlineData("arn:aws:states:::dynamodb:updateItem", "{}")]
    [InlineData("arn:aws:states:::http:invoke", """{"ApiEndpoint":"https://example.com"}""")]
    [InlineData("arn:aws:states:::states:startExecution.sync:2", """{"StateMachineArn":"a"}""")]
    [InlineData("arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", "{}")]
    [InlineData("arn:aws:states:us-east-1:123456789012:activity:develop", "{}")]
    public void Unsupported_OfWhatRunsHere_IsEmpty(string resource, string parameters) =>
        Assert.Empty(ResourceCheck.Unsupported(StateMachineReader.Read(Machine(resource, parameters)).StateMachine!));

    private static string Machine(string resource, string parameters) => $$$"""
        { "StartAt": "A/B", "States": { "A/B": { "Type": "Parallel", "End": true, "Branches": [ { "StartAt": "T", "States": {
          "T": { "Type": "Task", "Resource": "{{{resource}}}", "Parameters": {{{parameters}}}, "End": true } } } ] } } }
        """;
}
