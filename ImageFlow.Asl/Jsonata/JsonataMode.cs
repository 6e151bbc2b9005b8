namespace ImageFlow.Asl.Jsonata;

/// <summary>Which JSONata an expression is written in.</summary>
public enum JsonataMode
{
    /// <summary>The current reference, 2.2: with <c>??</c>, <c>?:</c> and <c>$eval</c>.</summary>
    Standard,

    /// <summary>
    /// JSONata as Step Functions has it: 2.0.6 without <c>$eval</c>, with <c>$partition</c>, <c>$range</c>, <c>$hash</c>, <c>$random</c>
    /// (seeded on request), <c>$uuid</c> and <c>$parse</c>.
    /// </summary>
    StepFunctions,
}
