namespace ImageFlow.Tests.Asl.Reading;

/// <summary>Definitions that together use every field of every state type in both query languages.</summary>
public static class EveryField
{
    public const string JsonPath = """
        {
          "Comment": "all fields", "QueryLanguage": "JSONPath", "Version": "1.0", "TimeoutSeconds": 3600, "StartAt": "Task",
          "States": {
            "Task": {
              "Type": "Task", "Comment": "c", "QueryLanguage": "JSONPath", "InputPath": "$.in", "Resource": "arn:aws:states:::lambda:invoke",
              "Credentials": { "RoleArn": "arn:aws:iam::123456789012:role/r" }, "Parameters": { "FunctionName": "f", "Payload.$": "$" },
              "TimeoutSeconds": 60, "HeartbeatSeconds": 10, "ResultSelector": { "p.$": "$.Payload" }, "ResultPath": "$.r", "OutputPath": "$",
              "Assign": { "v.$": "$.p" },
              "Retry": [{ "Comment": "c", "ErrorEquals": ["A", "B"], "IntervalSeconds": 1, "MaxAttempts": 0, "BackoffRate": 1.5, "MaxDelaySeconds": 9, "JitterStrategy": "FULL" }],
              "Catch": [{ "Comment": "c", "ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Assign": { "w.$": "$.Error" }, "Next": "Failed" }],
              "Next": "TaskPaths"
            },
            "TaskPaths": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "TimeoutSecondsPath": "$.t", "HeartbeatSecondsPath": "$.h", "Next": "Pass" },
            "Pass": { "Type": "Pass", "InputPath": null, "Parameters": { "a.$": "$$.Execution.Id" }, "ResultPath": null, "OutputPath": null, "Assign": { "x": 1 }, "Next": "PassResult" },
            "PassResult": { "Type": "Pass", "Result": { "a": [1, null] }, "Next": "Wait" },
            "Wait": { "Type": "Wait", "InputPath": "$", "Seconds": 1, "OutputPath": "$", "Assign": { "y": 2 }, "Next": "WaitPath" },
            "WaitPath": { "Type": "Wait", "SecondsPath": "$.s", "Next": "WaitUntil" },
            "WaitUntil": { "Type": "Wait", "Timestamp": "2026-11-20T09:00:00Z", "Next": "WaitUntilPath" },
            "WaitUntilPath": { "Type": "Wait", "TimestampPath": "$.t", "Next": "Choice" },
            "Choice": {
              "Type": "Choice", "InputPath": "$", "OutputPath": "$", "Assign": { "z": 3 },
              "Choices": [
                { "Comment": "c", "And": [{ "Variable": "$.a", "IsPresent": true }, { "Or": [{ "Variable": "$.b", "StringMatches": "x*" }, { "Not": { "Variable": "$v", "NumericEqualsPath": "$.n" } }] }], "Assign": { "q": 1 }, "Next": "Parallel" },
                { "Variable": "$$.Execution.Name", "StringEquals": "x", "Next": "Failed" }
              ],
              "Default": "Parallel"
            },
            "Parallel": {
              "Type": "Parallel", "InputPath": "$", "Parameters": { "a": 1 }, "Branches": [{ "Comment": "c", "StartAt": "Inner", "States": { "Inner": { "Type": "Succeed", "InputPath": "$", "OutputPath": "$" } } }],
              "ResultSelector": { "a.$": "$[0]" }, "ResultPath": "$.p", "OutputPath": "$", "Assign": { "p.$": "$" },
              "Retry": [{ "ErrorEquals": ["States.ALL"] }], "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Failed" }], "Next": "Map"
            },
            "Map": {
              "Type": "Map", "InputPath": "$", "ItemsPath": "$.items",
              "ItemReader": { "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": { "InputType": "CSV", "CSVDelimiter": "TAB", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a"], "MaxItems": 10 }, "Parameters": { "Bucket": "b", "Key.$": "$.k" } },
              "ItemSelector": { "i.$": "$$.Map.Item.Value" },
              "ItemBatcher": { "MaxItemsPerBatch": 5, "MaxInputBytesPerBatch": 1000, "BatchInput": { "x.$": "$.x" } },
              "MaxConcurrency": 2, "ToleratedFailureCount": 1, "ToleratedFailurePercentage": 12.5, "Label": "all-items",
              "ItemProcessor": { "Comment": "c", "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "Item", "States": { "Item": { "Type": "Pass", "End": true } } },
              "ResultWriter": { "Resource": "arn:aws:states:::s3:putObject", "WriterConfig": { "Transformation": "COMPACT", "OutputType": "JSONL" }, "Parameters": { "Bucket": "b", "Prefix": "p" } },
              "ResultSelector": { "a.$": "$" }, "ResultPath": "$.m", "OutputPath": "$", "Assign": { "m.$": "$" },
              "Retry": [{ "ErrorEquals": ["States.ALL"] }], "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Failed" }], "Next": "MapPaths"
            },
            "MapPaths": {
              "Type": "Map", "Parameters": { "i.$": "$" }, "MaxConcurrencyPath": "$.c", "ToleratedFailureCountPath": "$.f", "ToleratedFailurePercentagePath": "$.g",
              "ItemReader": { "Resource": "arn:aws:states:::s3:listObjectsV2", "ReaderConfig": { "MaxItemsPath": "$.x" } },
              "ItemBatcher": { "MaxItemsPerBatchPath": "$.i", "MaxInputBytesPerBatchPath": "$.j" },
              "Iterator": { "StartAt": "Old", "States": { "Old": { "Type": "Pass", "End": true } } }, "End": true
            },
            "Failed": { "Type": "Fail", "Comment": "c", "ErrorPath": "$.Error", "CausePath": "States.Format('{}', $.Cause)" }
          }
        }
        """;

    public const string Jsonata = """
        {
          "QueryLanguage": "JSONata", "StartAt": "Task",
          "States": {
            "Task": {
              "Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::lambda:invoke", "Credentials": { "RoleArn": "{% $states.input.role %}" },
              "Arguments": { "FunctionName": "f", "Payload": "{% $states.input %}" }, "TimeoutSeconds": "{% $states.input.t %}", "HeartbeatSeconds": "{% 5 %}",
              "Assign": { "v": "{% $states.result.Payload %}" }, "Output": { "r": "{% $states.result %}" },
              "Retry": [{ "ErrorEquals": ["States.ALL"], "JitterStrategy": "NONE" }],
              "Catch": [{ "ErrorEquals": ["States.ALL"], "Assign": { "e": "{% $states.errorOutput.Error %}" }, "Output": "{% $states.errorOutput %}", "Next": "Failed" }],
              "Next": "Pass"
            },
            "Pass": { "Type": "Pass", "Assign": { "x": "{% $v %}" }, "Output": "{% $states.input %}", "Next": "Wait" },
            "Wait": { "Type": "Wait", "Seconds": "{% 1 %}", "Assign": { "y": 1 }, "Output": 1, "Next": "WaitUntil" },
            "WaitUntil": { "Type": "Wait", "Timestamp": "{% $now() %}", "Next": "Choice" },
            "Choice": {
              "Type": "Choice", "Choices": [{ "Comment": "c", "Condition": "{% $x > 1 %}", "Assign": { "q": 1 }, "Output": "{% $x %}", "Next": "Parallel" }],
              "Default": "Parallel", "Assign": { "z": 1 }, "Output": {}
            },
            "Parallel": {
              "Type": "Parallel", "Arguments": "{% $states.input %}", "Branches": [{ "StartAt": "Inner", "States": { "Inner": { "Type": "Succeed", "Output": "{% $x %}" } } }],
              "Assign": { "p": "{% $states.result %}" }, "Output": "{% $states.result[0] %}", "Retry": [{ "ErrorEquals": ["A"] }], "Catch": [{ "ErrorEquals": ["A"], "Next": "Failed" }], "Next": "Map"
            },
            "Map": {
              "Type": "Map", "Items": "{% $states.input.items %}",
              "ItemReader": { "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": { "InputType": "JSON" }, "Arguments": { "Bucket": "{% $states.input.b %}" } },
              "ItemSelector": { "i": "{% $states.context.Map.Item.Value %}" }, "ItemBatcher": { "MaxItemsPerBatch": "{% 5 %}", "BatchInput": { "x": "{% $x %}" } },
              "MaxConcurrency": "{% 2 %}", "ToleratedFailureCount": "{% 1 %}", "ToleratedFailurePercentage": "{% 10 %}",
              "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS" }, "StartAt": "Item", "States": { "Item": { "Type": "Pass", "Output": "{% $states.input.i %}", "End": true } } },
              "ResultWriter": { "Resource": "arn:aws:states:::s3:putObject", "Arguments": { "Bucket": "b" } },
              "Assign": { "m": "{% $states.result %}" }, "Output": "{% $states.result %}", "Retry": [{ "ErrorEquals": ["A"] }], "Catch": [{ "ErrorEquals": ["A"], "Next": "Failed" }], "End": true
            },
            "Failed": { "Type": "Fail", "Error": "{% $e %}", "Cause": "{% 'because of ' & $e %}" }
          }
        }
        """;
}
