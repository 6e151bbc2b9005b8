using System.CommandLine;
using ImageFlow.Cli.Deploy;
using ImageFlow.Cli.Eval;
using ImageFlow.Cli.Executions;
using ImageFlow.Cli.Export;
using ImageFlow.Cli.Forecast;
using ImageFlow.Cli.Import;
using ImageFlow.Cli.Parity;
using ImageFlow.Cli.Run;
using ImageFlow.Cli.Validate;
using ImageFlow.LocalCloud.Http;
using ImageFlow.LocalCloud.Mocks;

namespace ImageFlow.Cli;

/// <summary>Every command with its arguments and options. What they do stands in one handler class each.</summary>
internal static class CommandTree
{
    public static RootCommand Build(Terminal terminal)
    {
        Argument<string> file = new("FILE") { Description = "A workflow (Elsa 3 JSON) or a state machine (Amazon States Language)." };
        Argument<string[]> files = new("FILE") { Description = file.Description, Arity = ArgumentArity.OneOrMore };
        Argument<string> execution = new("ID") { Description = "The execution's ARN, its name, or the beginning of its name." };
        Option<string> data = new("--data") { Description = "The folder that everything lies in.", DefaultValueFactory = _ => ".imageflow", HelpName = "DIR" };
        Option<bool> json = new("--json") { Description = "Print one JSON document on standard output and nothing else there." };

        Option<string[]> with = new("--with") { Description = "Another workflow that this one calls. May be given again.", HelpName = "FILE" };
        Option<string?> image = new("--image") { Description = "A picture; it is put into the uploads bucket and the input gets its bucket, key and size.", HelpName = "FILE" };
        Option<string?> input = new("--input") { Description = "The input as JSON text, or a file that holds it.", HelpName = "JSON|FILE" };
        Option<bool> timeSkip = new("--time-skip") { Description = "Jump over waits and retry delays." };
        Option<string?> mock = new("--mock") { Description = "Answers for task states, in the format of Step Functions Local; #CASE where the file has several.", HelpName = "FILE[#CASE]" };
        Option<string[]> fault = new("--fault") { Description = $"Something that goes wrong on purpose: {Fault.Form}. May be given again.", HelpName = "FAULT" };
        Option<string[]> privateHttp = new("--allow-private-http") { Description = $"A host that HTTP tasks may call although its address is private, and without TLS: {HostList.Form}. May be given again.", HelpName = "HOST" };
        Command run = new("run", "Run a flow here, durably, and show each step.") { file, image, input, data, timeSkip, mock, fault, privateHttp, with, json };
        run.SetAction((line, cancel) => new RunCommand(terminal).RunAsync(
            new RunRequest
            {
                File = line.GetRequiredValue(file),
                With = line.GetValue(with) ?? [],
                Image = line.GetValue(image),
                Input = line.GetValue(input),
                DataDirectory = line.GetRequiredValue(data),
                TimeSkip = line.GetValue(timeSkip),
                Mock = line.GetValue(mock),
                Faults = line.GetValue(fault) ?? [],
                PrivateHttp = line.GetValue(privateHttp) ?? [],
                Json = line.GetValue(json),
            },
            cancel));

        Option<string> output = new("--output", "-o") { Description = "The folder to write into; made where it is absent.", Required = true, HelpName = "DIR" };
        Option<string?> language = new("--query-language") { Description = "The language of the expressions. Default: what the flow says, else jsonata." };
        language.AcceptOnlyFromAmong("jsonata", "jsonpath");
        Option<bool> explain = new("--explain") { Description = "Say which states each step of the flow became." };
        Option<bool> sequentialise = new("--sequentialise") { Description = "Let parallel paths that cross run one after the other, instead of refusing them." };
        Command export = ExportSyntax.Build(terminal, file, output, language, explain, sequentialise, with);

        Argument<string> machine = new("ASL") { Description = "A state machine (Amazon States Language)." };
        Option<string> flow = new("--output", "-o") { Description = "The workflow file to write.", Required = true, HelpName = "FILE" };
        Option<string?> name = new("--name") { Description = "The flow's name. Default: the file's." };
        Command import = new("import", "Make a flow of a state machine, to be drawn on and run.") { machine, flow, name };
        import.SetAction((line, _) => new ImportCommand(terminal).RunAsync(line.GetRequiredValue(machine), line.GetRequiredValue(flow), line.GetValue(name)));

        Command validate = new("validate", "Check flows and state machines, and show every finding.") { files, json };
        validate.SetAction((line, _) => new ValidateCommand(terminal).RunAsync(line.GetRequiredValue(files), line.GetValue(json)));

        Option<string?> status = new("--status") { Description = "Only these: RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED." };
        Option<bool> wait = new("--wait") { Description = "Stay until every unfinished execution has ended." };
        Command executions = new("executions", "List the executions; unfinished ones go on.") { data, status, wait, json };
        executions.SetAction((line, cancel) => new ExecutionsCommand(terminal).RunAsync(
            line.GetRequiredValue(data), line.GetValue(status), line.GetValue(wait), line.GetValue(json), cancel));

        Option<bool> tree = new("--tree") { Description = "Show branches and iterations as a tree." };
        Command history = new("history", "Show what an execution did.") { execution, data, tree, json };
        history.SetAction((line, cancel) => new HistoryCommand(terminal).RunAsync(
            line.GetRequiredValue(data), line.GetRequiredValue(execution), line.GetValue(tree), line.GetValue(json), cancel));

        Command redrive = new("redrive", "Let a failed execution go on from where it failed.") { execution, data, json };
        redrive.SetAction((line, cancel) => new RedriveCommand(terminal).RunAsync(
            line.GetRequiredValue(data), line.GetRequiredValue(execution), line.GetValue(json), cancel));

        Option<string?> error = new("--error") { Description = "The error to record." };
        Option<string?> cause = new("--cause") { Description = "The cause to record." };
        Command stop = new("stop", "Stop a running execution.") { execution, data, error, cause };
        stop.SetAction((line, cancel) => new StopCommand(terminal).RunAsync(
            line.GetRequiredValue(data), line.GetRequiredValue(execution), line.GetValue(error), line.GetValue(cause), cancel));

        return new RootCommand("Draw an image workflow, run it here, and ship it to AWS Step Functions.")
        {
            run, ForecastSyntax.Build(terminal, file, image, input, mock, json), ParitySyntax.Build(terminal, file, image, input, json), export, import, PackageSyntax.Build(terminal), DeploySyntax.Build(terminal), DestroySyntax.Build(terminal), validate, executions, history, redrive, stop, EvalSyntax.Build(terminal),
        };
    }
}
