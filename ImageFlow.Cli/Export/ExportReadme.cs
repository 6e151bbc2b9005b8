using ImageFlow.Deployment;

namespace ImageFlow.Cli.Export;

/// <summary>Writes the page of an exported folder: what lies in it, and how it is deployed with and without this program.</summary>
internal static class ExportReadme
{
    public static string Write(string name, DeploymentResult deployment)
    {
        bool hasFunctions = deployment.Functions.Count > 0;
        string package = deployment.NeedsPackage ? "\nimageflow package -o ." : "";
        string upload = deployment.NeedsPackage ? "aws s3 cp lambda-arm64.zip s3://YOUR-BUCKET/lambda-arm64.zip\n" : "";
        string overrides = deployment.NeedsPackage ? " \\\n  --parameter-overrides CodeBucket=YOUR-BUCKET CodeKey=lambda-arm64.zip" : "";
        return $"""
            # {name}

            Everything that AWS needs to run this flow.

            | file | what |
            | --- | --- |
            | `state-machine.asl.json` | the state machine, as it was simulated |
            | `template.yaml` | the CloudFormation template: the state machine, {(hasFunctions ? "its functions, " : "")}what starts it and what it uses, and a role with the permissions that its states need |
            | `functions.json` | memory and time limit of each function |
            | `source-map.json` | which step of the drawing became which state, where there is a drawing |

            ## Deploy

            ```sh{package}
            imageflow deploy . --stack-name {name}
            ```

            or with the AWS command line alone:

            ```sh
            {upload}aws cloudformation deploy --template-file template.yaml --stack-name {name} --capabilities CAPABILITY_IAM{overrides}
            ```

            Names of buckets are unique in all of AWS: `imageflow deploy` adds the account and the region to the defaults; by hand, give the
            parameters that end in `BucketName`. Every other name is a parameter too.

            ## Remove

            ```sh
            imageflow destroy --stack-name {name}
            ```

            empties the buckets with all versions of their objects and deletes the stack.
            """ + "\n";
    }
}
