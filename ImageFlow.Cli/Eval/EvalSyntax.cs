using System.CommandLine;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Engine;

namespace ImageFlow.Cli.Eval;

/// <summary>The arguments and options of <c>imageflow eval</c>.</summary>
internal static class EvalSyntax
{
    public static Command Build(Terminal terminal)
    {
        Argument<string?> expression = new("EXPR") { Description = "The expression.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> input = new("--input") { Description = "The input as JSON text, or a file that holds it. Default: undefined.", HelpName = "JSON|FILE" };
        Option<string?> bindings = new("--bindings") { Description = "Variables by name, as a JSON object.", HelpName = "JSON" };
        Option<bool> batch = new("--batch") { Description = "Read requests {id, expr, data, bindings, timelimit, depth} from standard input, one a line, and answer each." };
        Option<bool> stepFunctions = new("--step-functions") { Description = "JSONata as Step Functions has it: 2.0.6 without $eval, with $partition, $range, $hash, $uuid and $parse." };
        Option<bool> jsonPath = new("--jsonpath") { Description = "The expression is a JSONPath, as states of that query language have it." };
        Command eval = new("eval", "Evaluate a JSONata expression or a JSONPath.") { expression, input, bindings, batch, stepFunctions, jsonPath };
        eval.SetAction(async (line, cancel) =>
        {
            JsonataMode mode = line.GetValue(stepFunctions) ? JsonataMode.StepFunctions : JsonataMode.Standard;
            if (line.GetValue(batch))
            {
                await new BatchEvaluator(mode, TimeProvider.System, SystemRandomSource.Instance).RunAsync(Console.In, terminal.Out, cancel);
                return ExitCode.Ok;
            }

            string text = line.GetValue(expression) ?? throw new UsageException("Give an expression, or --batch to read requests from standard input.");
            EvalCommand command = new(terminal.Out, terminal.Error, TimeProvider.System, SystemRandomSource.Instance);
            return line.GetValue(jsonPath)
                ? await command.RunPathAsync(text, line.GetValue(input))
                : await command.RunAsync(text, line.GetValue(input), line.GetValue(bindings), mode);
        });
        return eval;
    }
}
