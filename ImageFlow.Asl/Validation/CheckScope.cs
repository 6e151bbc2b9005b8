using ImageFlow.Asl.Model;

namespace ImageFlow.Asl.Validation;

/// <summary>What a check needs to know besides the value.</summary>
/// <param name="Language">The query language of the state that the value stands in.</param>
/// <param name="MachineLanguage">The state machine's, which inner states fall back to, whatever the Map or Parallel around them says.</param>
/// <param name="IsExpress">Whether the state machine is of the type EXPRESS.</param>
internal sealed record CheckScope(Findings Findings, QueryLanguage Language, QueryLanguage MachineLanguage, bool IsExpress)
{
    public bool IsJsonata => Language == QueryLanguage.Jsonata;
}
