package io.berth.cli.command;

import io.berth.cli.flag.Help;
import org.jspecify.annotations.Nullable;

/** The commands by name. Only the class of the one that is asked for is loaded. */
public final class Commands {
    private Commands() {}

    /** The command of that path ({@code images}, {@code image ls}), or null. */
    public static @Nullable Command find(String path) {
        return switch (path) {
            case "images", "image ls", "image list" -> new Images(path.equals("image list") ? "image ls" : path);
            case "login" -> new Login();
            case "logout" -> new Logout();
            case "pull", "image pull" -> new Pull(path);
            case "push", "image push" -> new Push(path);
            case "manifest annotate" -> new ManifestAnnotate();
            case "manifest create" -> new ManifestCreate();
            case "manifest inspect" -> new ManifestInspect();
            case "manifest push" -> new ManifestPush();
            case "manifest rm" -> new ManifestRemove();
            case "image copy" -> new ImageCopy();
            case "inspect" -> new Inspect();
            case "image inspect" -> new ImageInspect();
            case "tag", "image tag" -> new Tag(path);
            case "rmi", "image rm", "image remove" -> new Remove(path.equals("image remove") ? "image rm" : path);
            case "import", "image import" -> new Import(path);
            case "load", "image load" -> new Load(path);
            case "save", "image save" -> new Save(path);
            case "history", "image history" -> new History(path);
            case "registry check" -> new RegistryCheck();
            case "registry ls", "registry list" -> new RepositoryList(false);
            case "registry du" -> new RepositoryList(true);
            case "registry tags" -> new RepositoryTags();
            case "registry rm" -> new RepositoryRemove();
            case "registry reload" -> new RegistryReload();
            case "search" -> new Search();
            case "tags" -> new Tags();
            case "image prune" -> new ImagePrune();
            case "image outdated" -> new Outdated();
            case "image reflog" -> new Reflog();
            case "image rollback" -> new Rollback();
            case "image undo" -> new Undo();
            case "events", "system events" -> new Events(path);
            case "info", "system info" -> new Info(path);
            case "jobs ls", "jobs list" -> new JobList();
            case "jobs watch" -> new JobWatch();
            case "jobs cancel" -> new JobCancel();
            case "jobs limit" -> new JobLimit();
            case "retention plan" -> new Retention(false);
            case "retention run" -> new Retention(true);
            case "version" -> new VersionCommand();
            case "system check" -> new SystemCheck();
            case "system df" -> new DiskUsage();
            case "system prune" -> new SystemPrune();
            default -> null;
        };
    }

    /** The help of a group of commands, or of all of them; null where there is no such group. */
    public static @Nullable String help(String group) {
        return switch (group) {
            case "image" ->
                Help.ofGroup(
                        "berth image COMMAND",
                        "Manage images",
                        "Commands",
                        "copy",
                        "Copy an image from one registry to another",
                        "history",
                        "Show the history of an image",
                        "import",
                        "Import the contents from a tarball to create a filesystem image",
                        "inspect",
                        "Display detailed information on one or more images",
                        "load",
                        "Load an image from a tar archive or STDIN",
                        "ls",
                        "List images",
                        "outdated",
                        "Show names that point to something else at their registries by now",
                        "prune",
                        "Remove unused images",
                        "pull",
                        "Download an image from a registry",
                        "push",
                        "Upload an image to a registry",
                        "reflog",
                        "Show which images a name has pointed to",
                        "rm",
                        "Remove one or more images",
                        "rollback",
                        "Point a name back to the image it pointed to before",
                        "save",
                        "Save one or more images to a tar archive (streamed to STDOUT by default)",
                        "tag",
                        "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
                        "undo",
                        "Restore images that were removed");
            case "jobs" ->
                Help.ofGroup(
                        "berth jobs [COMMAND]",
                        "List running pulls, pushes and copies, watch, slow down and cancel them",
                        "Commands",
                        "cancel",
                        "Cancel one or more jobs",
                        "limit",
                        "Limit the bytes a second of a job",
                        "ls",
                        "List running pulls, pushes and copies",
                        "watch",
                        "Show how a job goes, until it ends");
            case "manifest" ->
                Help.ofGroup(
                        "berth manifest COMMAND",
                        "Manage image manifests and manifest lists",
                        "Commands",
                        "annotate",
                        "Add additional information to a local image manifest",
                        "create",
                        "Create a local manifest list for annotating and pushing to a registry",
                        "inspect",
                        "Display an image manifest, or manifest list",
                        "push",
                        "Push a manifest list to a repository",
                        "rm",
                        "Delete one or more manifest lists from local storage");
            case "registry" ->
                Help.ofGroup(
                        "berth registry COMMAND",
                        "Look at registries, and manage the daemon's own",
                        "Commands",
                        "check",
                        "Explain step by step how the daemon reaches a registry, or why not",
                        "du",
                        "Show what the repositories of the daemon's own registry take",
                        "ls",
                        "List the repositories of the daemon's own registry",
                        "reload",
                        "Make the daemon read anew how registries are reached",
                        "rm",
                        "Remove a tag or a repository from the daemon's own registry",
                        "tags",
                        "List the tags of a repository of the daemon's own registry");
            case "retention" ->
                Help.ofGroup(
                        "berth retention COMMAND",
                        "Remove what is not needed any more, by rules",
                        "Commands",
                        "plan",
                        "Show what rules say may go, and why",
                        "run",
                        "Remove what rules say may go");
            case "system" ->
                Help.ofGroup(
                        "berth system COMMAND",
                        "Manage Berth",
                        "Commands",
                        "check",
                        "Check the store, and repair it",
                        "df",
                        "Show docker disk usage",
                        "events",
                        "Get real time events from the server",
                        "info",
                        "Display system-wide information",
                        "prune",
                        "Remove unused data");
            case "" ->
                Help.ofGroup(
                        "berth [OPTIONS] COMMAND",
                        "Pull, push, list, show and remove images of a Berth daemon",
                        "Commands",
                        "events",
                        "Get real time events from the server",
                        "history",
                        "Show the history of an image",
                        "image",
                        "Manage images",
                        "images",
                        "List images",
                        "import",
                        "Import the contents from a tarball to create a filesystem image",
                        "info",
                        "Display system-wide information",
                        "inspect",
                        "Return low-level information on Docker objects",
                        "jobs",
                        "List running pulls, pushes and copies, watch, slow down and cancel them",
                        "load",
                        "Load an image from a tar archive or STDIN",
                        "login",
                        "Authenticate to a registry",
                        "logout",
                        "Log out from a registry",
                        "manifest",
                        "Manage image manifests and manifest lists",
                        "pull",
                        "Download an image from a registry",
                        "push",
                        "Upload an image to a registry",
                        "registry",
                        "Look at registries, and manage the daemon's own",
                        "retention",
                        "Remove what is not needed any more, by rules",
                        "rmi",
                        "Remove one or more images",
                        "search",
                        "Search Docker Hub, or HOST/TERM in another registry, for images",
                        "save",
                        "Save one or more images to a tar archive (streamed to STDOUT by default)",
                        "system",
                        "Manage Berth",
                        "tag",
                        "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
                        "tags",
                        "List the tags of a repository at its registry",
                        "version",
                        "Show the Berth version information");
            default -> null;
        };
    }
}
