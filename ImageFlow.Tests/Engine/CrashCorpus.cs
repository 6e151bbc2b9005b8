namespace ImageFlow.Tests.Engine;

/// <summary>Machines that are stopped after each of their journal writes.</summary>
internal static class CrashCorpus
{
    public const string TokenResource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";

    public static IReadOnlyDictionary<string, string> Machines { get; } = new Dictionary<string, string>
    {
        ["pass"] = """{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"x":1},"ResultPath":"$.a","Next":"B"},"B":{"Type":"Succeed"}}}""",
        ["choice loop over several advances"] = """
            {"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"n.$":"States.MathAdd($.n, 1)"},"Next":"C"},
              "C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericLessThan":700,"Next":"A"}],"Default":"D"},"D":{"Type":"Succeed"}}}
            """,
        ["wait and timestamp"] = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"Next":"V"},"V":{"Type":"Wait","Timestamp":"2001-01-01T00:00:00Z","Next":"U"},"U":{"Type":"Wait","Seconds":60,"End":true}}}""",
        ["task chain"] = """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Add","Next":"B"},"B":{"Type":"Task","Resource":"fn:Add","Next":"C"},"C":{"Type":"Task","Resource":"fn:Add","End":true}}}""",
        ["retry with backoff"] = """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:FailsTwice","Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":3}],"Next":"B"},"B":{"Type":"Task","Resource":"fn:Add","End":true}}}""",
        ["retries exhausted and caught"] = """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Fails","Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":2}],"Catch":[{"ErrorEquals":["Bad"],"ResultPath":"$.e","Next":"B"}],"End":true},"B":{"Type":"Pass","End":true}}}""",
        ["failure"] = """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Add","Next":"F"},"F":{"Type":"Fail","Error":"E","Cause":"C"}}}""",
        ["uncaught task failure"] = """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Fails","End":true}}}""",
        ["variables"] = """
            {"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"x.$":"$.n","deep":{"a":[1,2,{"b":null}]}},"Next":"T"},"T":{"Type":"Task","Resource":"fn:Add","Assign":{"y.$":"$.n"},"Next":"W"},
              "W":{"Type":"Wait","Seconds":1,"Next":"Z"},"Z":{"Type":"Pass","Parameters":{"x.$":"$x","y.$":"$y","d.$":"$deep.a[2].b"},"End":true}}}
            """,
        ["parallel"] = """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","ResultPath":"$.r","End":true,"Branches":[
              {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Add","Next":"A2"},"A2":{"Type":"Task","Resource":"fn:Add","End":true}}},
              {"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":9,"Next":"B2"},"B2":{"Type":"Task","Resource":"fn:Add","End":true}}},
              {"StartAt":"C","States":{"C":{"Type":"Pass","End":true}}}]}}}
            """,
        ["parallel that fails and is retried"] = """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":2}],"End":true,"Branches":[
              {"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":30,"End":true}}},
              {"StartAt":"B","States":{"B":{"Type":"Task","Resource":"fn:FailsTwice","End":true}}}]}}}
            """,
        ["map one at a time"] = """{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"ItemsPath":"$.items","ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Add","End":true}}},"ItemSelector":{"n.$":"$$.Map.Item.Value"},"End":true}}}""",
        ["map all at a time"] = """{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Add","Next":"W"},"W":{"Type":"Wait","Seconds":4,"End":true}}},"ItemSelector":{"n.$":"$$.Map.Item.Value"},"End":true}}}""",
        ["map in a parallel in a map"] = """
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
              {"StartAt":"N","States":{"N":{"Type":"Map","ItemsPath":"$","ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Add","End":true}}},"End":true}}},
              {"StartAt":"Q","States":{"Q":{"Type":"Pass","End":true}}}]}}},"ItemSelector":[{"n":1},{"n":2}],"End":true}}}
            """,
        ["distributed map with a tolerated failure"] = """
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","ToleratedFailurePercentage":50,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"C","States":{
              "C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"F"}],"Default":"T"},"F":{"Type":"Fail"},"T":{"Type":"Task","Resource":"fn:Echo","End":true}}},"End":true}}}
            """,
        ["distributed map of batches from and to S3"] = """
            {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":2,"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON"},"Parameters":{"Bucket":"b","Key":"k"}},"ItemSelector":{"v.$":"$$.Map.Item.Value"},
              "ItemBatcher":{"MaxItemsPerBatch":2,"BatchInput":{"n.$":"$.n"}},"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{
              "T":{"Type":"Task","Resource":"fn:Add","Parameters":{"n.$":"$.BatchInput.n"},"Next":"W"},"W":{"Type":"Wait","Seconds":3,"End":true}}},
              "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"out"}},"Next":"A"},"A":{"Type":"Task","Resource":"fn:Add","Parameters":{"n":1},"End":true}}}
            """,
        ["distributed map in a distributed map"] = """
            {"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":"{% [1..2] %}","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"N","States":{
              "N":{"Type":"Map","Items":"{% [1..2] %}","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{
              "T":{"Type":"Task","Resource":"fn:Add","Arguments":{"n":"{% $states.input %}"},"End":true}}},"End":true}}},"End":true}}}
            """,
        ["distributed map that fails and is retried"] = """
            {"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":"{% [1..3] %}","MaxConcurrency":1,"Retry":[{"ErrorEquals":["States.ExceedToleratedFailureThreshold"],"MaxAttempts":1}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"D"}],"End":true,
              "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"C","States":{
              "C":{"Type":"Choice","Choices":[{"Condition":"{% $states.input = 2 %}","Next":"F"}],"Default":"T"},"F":{"Type":"Task","Resource":"fn:Fails","Arguments":{},"End":true},"T":{"Type":"Task","Resource":"fn:Add","Arguments":{"n":"{% $states.input %}"},"End":true}}}},
              "D":{"Type":"Pass","End":true}}}
            """,
        ["redriven distributed map"] = """
            {"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":"{% [1..5] %}","MaxConcurrency":1,"End":true,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"C","States":{
              "C":{"Type":"Choice","Choices":[{"Condition":"{% $states.input = 3 %}","Next":"R"}],"Default":"T"},
              "R":{"Type":"Task","Resource":"fn:FailsUntilRedriven","Arguments":{"redrives":"{% $states.context.Execution.RedriveCount %}"},"End":true},
              "T":{"Type":"Task","Resource":"fn:Add","Arguments":{"n":"{% $states.input %}"},"End":true}}}}}}
            """,
        ["machine timeout"] = """{"StartAt":"W","TimeoutSeconds":20,"States":{"W":{"Type":"Wait","Seconds":10,"Next":"V"},"V":{"Type":"Wait","Seconds":100,"End":true}}}""",
        ["task token"] = """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"TOKEN","Parameters":{"t.$":"$$.Task.Token"},"ResultPath":"$.approval","HeartbeatSeconds":900,"Next":"A"},"A":{"Type":"Task","Resource":"fn:Add","End":true}}}""".Replace("TOKEN", TokenResource, StringComparison.Ordinal),
        ["nested execution"] = """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child","Input.$":"$"},"ResultSelector":{"o.$":"$.Output"},"End":true}}}""",
        ["succeed with paths"] = """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Add","InputPath":"$","ResultPath":"$.r","OutputPath":"$.r","Next":"S"},"S":{"Type":"Succeed","InputPath":"$.n"}}}""",
        ["fail with paths"] = """{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"e":"E","c":"C"},"Next":"W"},"W":{"Type":"Wait","Seconds":3,"Next":"F"},"F":{"Type":"Fail","ErrorPath":"$.e","CausePath":"$.c"}}}""",
        ["jsonata choice and assign"] = """
            {"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Add","Arguments":{"n":"{% $states.input.n %}"},"Assign":{"x":"{% $states.result.n * 2 %}"},"Output":"{% $states.input %}","Next":"C"},
              "C":{"Type":"Choice","Choices":[{"Condition":"{% $x > 3 %}","Assign":{"big":true},"Next":"W"}],"Default":"F"},"W":{"Type":"Wait","Seconds":"{% $x %}","Next":"P"},
              "P":{"Type":"Pass","Output":{"x":"{% $x %}","big":"{% $big %}"},"End":true},"F":{"Type":"Fail"}}}
            """,
        ["jsonata map over an object"] = """
            {"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":"{% $states.input.items %}","ItemSelector":{"n":"{% $states.context.Map.Item.Value %}"},"MaxConcurrency":2,"ItemProcessor":{"StartAt":"T","States":{
              "T":{"Type":"Task","Resource":"fn:Add","Arguments":"{% $states.input %}","Retry":[{"ErrorEquals":["States.ALL"]}],"End":true}}},"Output":"{% $sum($states.result.n) %}","Next":"W"},"W":{"Type":"Wait","Seconds":1,"End":true}}}
            """,
        ["map with retries"] = """{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"ItemsPath":"$.items","ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:FailsTwice","Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":2,"BackoffRate":3}],"End":true}}},"End":true}}}""",
        ["map that fails and is caught"] = """
            {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":2,"ItemsPath":"$.items","Catch":[{"ErrorEquals":["Bad"],"ResultPath":"$.e","Next":"T"}],"ItemProcessor":{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":2,"Next":"F"},"F":{"Type":"Task","Resource":"fn:Fails","End":true}}},"End":true},
              "T":{"Type":"Task","Resource":"fn:Add","End":true}}}
            """,
        ["parallel with a catch inside and outside"] = """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.outer","Next":"A"}],"End":true,"Branches":[
              {"StartAt":"F","States":{"F":{"Type":"Task","Resource":"fn:Fails","Catch":[{"ErrorEquals":["Bad"],"Next":"G"}],"End":true},"G":{"Type":"Fail","Error":"Again","Cause":"G"}}},
              {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":50,"End":true}}}]},"A":{"Type":"Task","Resource":"fn:Add","End":true}}}
            """,
        ["nested execution that fails"] = """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync","Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child","Input":{"no":1}},"Catch":[{"ErrorEquals":["States.TaskFailed"],"ResultPath":null,"Next":"A"}],"End":true},"A":{"Type":"Task","Resource":"fn:Add","End":true}}}""",
        ["nested execution that nobody waits for"] = """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution","Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:quick","Input.$":"$"},"ResultPath":null,"Next":"A"},"A":{"Type":"Task","Resource":"fn:Add","End":true}}}""",
        ["redriven"] = """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
              {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Add","End":true}}},
              {"StartAt":"R","States":{"R":{"Type":"Task","Resource":"fn:FailsUntilRedriven","Parameters":{"redrives.$":"$$.Execution.RedriveCount"},"Next":"W"},"W":{"Type":"Wait","Seconds":7,"End":true}}}]}}}
            """,
        ["wide map"] = """
            {"StartAt":"R","States":{"R":{"Type":"Pass","Parameters":{"items.$":"States.ArrayRange(1, 20, 1)"},"Assign":{"v":{"shared":[1,2]}},"Next":"M"},
              "M":{"Type":"Map","ItemsPath":"$.items","ItemSelector":{"n.$":"$$.Map.Item.Value","v.$":"$v"},"ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Add","Next":"W"},"W":{"Type":"Wait","Seconds":4,"Assign":{"own":1},"End":true}}},"ResultPath":"$.r","Next":"T2"},
              "T2":{"Type":"Task","Resource":"fn:Add","Parameters":{"n.$":"$.r[19].n"},"End":true}}}
            """,
        ["wide map in a wide map that fails and is retried"] = """
            {"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":"{% [1..16] %}","MaxConcurrency":1,"Retry":[{"ErrorEquals":["Bad"],"MaxAttempts":1}],"Catch":[{"ErrorEquals":["Bad"],"Next":"D"}],"End":true,"ItemProcessor":{"StartAt":"C","States":{
              "C":{"Type":"Choice","Choices":[{"Condition":"{% $states.input = 2 %}","Next":"N"}],"Default":"S"},"S":{"Type":"Succeed"},
              "N":{"Type":"Map","Items":"{% [1..17] %}","MaxConcurrency":17,"ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Add","Arguments":{"n":"{% $states.input %}"},"End":true}}},"Next":"F"},
              "F":{"Type":"Task","Resource":"fn:Fails","Arguments":{},"End":true}}}},"D":{"Type":"Pass","Output":"caught","End":true}}}
            """,
        ["redriven wide map"] = """
            {"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":"{% [1..18] %}","MaxConcurrency":1,"End":true,"ItemProcessor":{"StartAt":"C","States":{
              "C":{"Type":"Choice","Choices":[{"Condition":"{% $states.input = 5 %}","Next":"R"}],"Default":"T"},
              "R":{"Type":"Task","Resource":"fn:FailsUntilRedriven","Arguments":{"redrives":"{% $states.context.Execution.RedriveCount %}"},"End":true},
              "T":{"Type":"Task","Resource":"fn:Add","Arguments":{"n":"{% $states.input %}"},"End":true}}}}}}
            """,
    };

    public const string Child = """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Add","Next":"W"},"W":{"Type":"Wait","Seconds":8,"End":true}}}""";

    public const string Quick = """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""";

    public const string Input = """{"n":1,"items":[1,2,3]}""";
}
