using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

internal sealed partial class Interpreter
{
    /// <summary>The input and output fields of JSONPath states.</summary>
    private static class Inputs
    {
        /// <summary>InputPath, then Parameters.</summary>
        public static JsonData Effective(State state, ExecutionThread thread, Interpreter interpreter)
        {
            JsonData input = Selected(state, thread, interpreter);
            return state.Parameters is null
                ? input
                : Expressions.Template(thread.Node, state.Parameters, interpreter.Scope(thread, input), "Parameters");
        }

        /// <summary>InputPath alone.</summary>
        public static JsonData Selected(State state, ExecutionThread thread, Interpreter interpreter) => state.InputPath switch
        {
            null => thread.Input,
            StringData { Value: "$" } => thread.Input,
            StringData path => PathFields.Select(path, interpreter.Scope(thread, thread.Input)),
            _ => ObjectData.Empty,
        };

        /// <summary>ResultPath: puts the result into the raw input.</summary>
        public static JsonData Merge(JsonData? resultPath, ExecutionThread thread, Interpreter interpreter, JsonData result) => resultPath switch
        {
            null => result,
            StringData { Value: "$" } => result,
            StringData path => PathFields.ApplyResultPath(path, thread.Input, result),
            _ => thread.Input,
        };

        /// <summary>OutputPath.</summary>
        public static JsonData Output(State state, ExecutionThread thread, Interpreter interpreter, JsonData value) => state.OutputPath switch
        {
            null => value,
            StringData { Value: "$" } => value,
            StringData path => PathFields.Select(path, interpreter.Scope(thread, value)),
            _ => ObjectData.Empty,
        };
    }
}
