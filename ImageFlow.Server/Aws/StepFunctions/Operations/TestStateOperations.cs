using ImageFlow.Asl.Values;
using ImageFlow.Engine.Testing;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>TestState.</summary>
internal static class TestStateOperations
{
    public static IEnumerable<(string Name, Operation Run)> All { get; } = [("TestState", TestAsync)];

    private static async ValueTask<ObjectData> TestAsync(ServiceCall call)
    {
        ServiceRequest request = call.Request;
        ServiceRequest? configuration = request.Section("stateConfiguration");
        TestStateResult result = await call.Engine.TestStateAsync(
            new TestStateRequest
            {
                Definition = request.RequiredText("definition"),
                Input = request.Text("input") ?? "{}",
                StateName = request.Text("stateName"),
                Variables = request.Text("variables"),
                Context = request.Text("context"),
                RoleArn = request.Text("roleArn"),
                IsTraced = request.Text("inspectionLevel") == "TRACE",
                RevealSecrets = request.Flag("revealSecrets") ?? false,
                Mock = Mock(request.Section("mock")),
                RetrierRetryCount = configuration?.Number("retrierRetryCount") ?? 0,
                MapIterationFailureCount = configuration?.Number("mapIterationFailureCount"),
                ErrorCausedByState = configuration?.Text("errorCausedByState"),
                MapItemReaderData = configuration?.Text("mapItemReaderData"),
            },
            call.Cancellation);
        ObjectDataBuilder answer = new();
        return answer.SetIfPresent("output", TextOf(result.Output))
            .SetIfPresent("error", TextOf(result.Error))
            .SetIfPresent("cause", TextOf(result.Cause))
            .SetIfPresent("inspectionData", request.Text("inspectionLevel") is "DEBUG" or "TRACE" ? result.Inspection : null)
            .SetIfPresent("nextState", TextOf(result.NextState))
            .Set("status", result.Status)
            .Build();
    }

    private static StateMock? Mock(ServiceRequest? mock)
    {
        if (mock is null)
        {
            return null;
        }

        ServiceRequest? error = mock.Section("errorOutput");
        return new StateMock(
            mock.Text("result"),
            error is null ? null : (error.Text("error"), error.Text("cause")),
            mock.Text("fieldValidationMode") ?? "STRICT");
    }

    private static JsonData? TextOf(string? text) => text is null ? null : new StringData(text);
}
