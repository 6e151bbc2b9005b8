using System.Text.Json;

namespace ImageFlow.Activities;

/// <summary>Makes the description of an activity that our own code carries out.</summary>
internal static class LambdaActivity
{
    public const string FunctionNamePrefix = "imageflow-";

    public static ActivityDescription Describe<TInput, TOutput>(
        string name,
        string displayName,
        string description,
        IReadOnlyList<ErrorDescription> errors,
        LambdaSize size,
        Func<TInput, ActivityContext, CancellationToken, Task<TOutput>> run)
        where TInput : new()
    {
        IReadOnlyList<InputDescription> inputs = MemberReader.Inputs<TInput>();
        return new()
        {
            Name = name,
            DisplayName = displayName,
            Category = "Images",
            Description = description,
            Inputs = inputs,
            Outputs = MemberReader.Outputs<TOutput>(),
            Errors = errors,
            Aws = new LambdaBinding(FunctionNamePrefix + name, size.Memory, size.Timeout),
            Handler = async (json, context, cancellationToken) =>
            {
                TInput input = InputReader.Read<TInput>(name, inputs, json);
                TOutput output = await run(input, context, cancellationToken);
                return JsonSerializer.SerializeToUtf8Bytes(output, ActivityJson.Options);
            },
        };
    }
}

/// <param name="Memory">In MB.</param>
/// <param name="Timeout">In seconds.</param>
internal readonly record struct LambdaSize(int Memory, int Timeout);
