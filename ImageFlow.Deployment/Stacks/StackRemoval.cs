using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Deployment.Templates;

namespace ImageFlow.Deployment.Stacks;

/// <summary>Removes a stack with all that it holds. Each step may find its work done already, so that it can be repeated.</summary>
public sealed class StackRemoval(AwsCommand aws, Action<string> tell)
{
    private const int Attempts = 3;

    /// <summary>What a stack holds that goes with it.</summary>
    /// <returns>The physical names by type of resource; <see langword="null"/> where there is no such stack.</returns>
    public async Task<ILookup<string, string>?> ContentsAsync(string stackName, CancellationToken cancellationToken = default)
    {
        try
        {
            JsonNode? answer = await aws.RunAsync(cancellationToken, "cloudformation", "list-stack-resources", "--stack-name", stackName);
            return (answer?["StackResourceSummaries"] as JsonArray ?? [])
                .Where(resource => resource?["PhysicalResourceId"] is not null && (string?)resource["ResourceStatus"] != "DELETE_COMPLETE")
                .ToLookup(resource => (string)resource!["ResourceType"]!, resource => (string)resource!["PhysicalResourceId"]!);
        }
        catch (AwsCommandException refused) when (refused.Answer.Contains("does not exist", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>The dataset group of Personalize that the stack's flow keeps, as the stack's outputs name it; <see langword="null"/> for none.</summary>
    public async Task<string?> DatasetGroupAsync(string stackName, CancellationToken cancellationToken = default)
    {
        JsonNode? answer = await aws.RunAsync(cancellationToken, "cloudformation", "describe-stacks", "--stack-name", stackName);
        return (answer?["Stacks"]?[0]?["Outputs"] as JsonArray ?? [])
            .Where(output => (string?)output!["OutputKey"] == PersonalizePart.GroupOutput).Select(output => (string?)output!["OutputValue"]).FirstOrDefault();
    }

    /// <summary>Removes the bucket of packages and templates, which the stacks of the account and region share; they need it again when they are next deployed.</summary>
    public async Task RemoveArtifactsAsync(CancellationToken cancellationToken = default)
    {
        string bucket = await StackDeployment.ArtifactsBucketAsync(aws, cancellationToken);
        await EmptyAsync(bucket, cancellationToken);
        await UnlessAbsentAsync(cancellationToken, "NoSuchBucket", "s3api", "delete-bucket", "--bucket", bucket);
        tell($"removed the bucket {bucket}");
    }

    /// <summary>Empties the buckets, removes the face collections and deletes the stack.</summary>
    /// <exception cref="AwsCommandException">AWS refuses.</exception>
    public async Task RemoveAsync(string stackName, ILookup<string, string> contents, CancellationToken cancellationToken = default)
    {
        foreach (string collection in contents["AWS::Rekognition::Collection"])
        {
            await UnlessAbsentAsync(cancellationToken, "ResourceNotFoundException", "rekognition", "delete-collection", "--collection-id", collection);
            tell($"removed the face collection {collection}");
        }

        for (int attempt = 1; ; attempt++)
        {
            foreach (string bucket in contents["AWS::S3::Bucket"])
            {
                await EmptyAsync(bucket, cancellationToken);
            }

            await aws.RunAsync(cancellationToken, "cloudformation", "delete-stack", "--stack-name", stackName);
            try
            {
                await aws.RunTextAsync(cancellationToken, "cloudformation", "wait", "stack-delete-complete", "--stack-name", stackName);
                return;
            }
            catch (AwsCommandException) when (attempt < Attempts)
            {
                // Access logs of the removal itself arrive in the log bucket meanwhile.
                tell($"the stack could not be deleted yet; trying again ({attempt + 1} of {Attempts})");
            }
        }
    }

    private async Task UnlessAbsentAsync(CancellationToken cancellationToken, string absence, params string[] command)
    {
        try
        {
            await aws.RunAsync(cancellationToken, command);
        }
        catch (AwsCommandException refused) when (refused.Answer.Contains(absence, StringComparison.Ordinal))
        {
            tell($"{command[^1]} was removed already");
        }
    }

    /// <summary>Deletes all versions of all objects, and the marks of deleted ones, a page of a thousand at a time.</summary>
    private async Task EmptyAsync(string bucket, CancellationToken cancellationToken)
    {
        int removed = 0;
        while (true)
        {
            JsonNode? page;
            try
            {
                page = await aws.RunAsync(cancellationToken, "s3api", "list-object-versions", "--bucket", bucket, "--max-items", "1000");
            }
            catch (AwsCommandException refused) when (refused.Answer.Contains("NoSuchBucket", StringComparison.Ordinal))
            {
                return;
            }

            JsonObject[] objects =
            [
                .. new[] { "Versions", "DeleteMarkers" }
                    .SelectMany(kind => page?[kind] as JsonArray ?? [])
                    .Select(entry => new JsonObject { ["Key"] = (string)entry!["Key"]!, ["VersionId"] = (string)entry["VersionId"]! }),
            ];
            if (objects.Length == 0)
            {
                tell(removed == 0 ? $"{bucket} is empty" : $"emptied {bucket} of {removed} versions");
                return;
            }

            removed += objects.Length;
            await DeleteAsync(bucket, objects, cancellationToken);
        }
    }

    /// <summary>The list goes through a file, because a thousand keys are more than a command line holds.</summary>
    private async Task DeleteAsync(string bucket, JsonObject[] objects, CancellationToken cancellationToken)
    {
        string file = Path.GetTempFileName();
        try
        {
            JsonObject request = new() { ["Objects"] = new JsonArray([.. objects]), ["Quiet"] = true };
            await File.WriteAllTextAsync(file, request.ToJsonString(JsonSerializerOptions.Default), cancellationToken);
            JsonNode? answer = await aws.RunAsync(cancellationToken, "s3api", "delete-objects", "--bucket", bucket, "--delete", "file://" + file);
            if (answer?["Errors"] is JsonArray { Count: > 0 } errors)
            {
                throw new AwsCommandException("s3api delete-objects", $"{bucket}/{errors[0]!["Key"]}: {errors[0]!["Message"]}");
            }
        }
        finally
        {
            File.Delete(file);
        }
    }
}
