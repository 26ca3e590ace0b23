package org.echelle.shell.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import org.echelle.api.Progress;
import org.echelle.install.download.Download;
import org.echelle.shell.ShellException;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.hub.HubCache;
import org.echelle.torch.hub.HubModel;

/**
 * Puts files of a model into the hub's cache, whole or not at all, so that the hub's own clients find them too: contents lie in
 * {@code blobs/} under their checksums, a snapshot's names link to them, and {@code refs/} says which snapshot a branch is. A
 * snapshot's names appear when all contents are there and checked; a broken download stays and is resumed by the next try.
 */
public final class HubFetch {
    private static final Pattern REVISION =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

    private final Hub hub;
    private final HubListing listing;
    private final String revision;
    private final List<HubFile> files;
    private final Path folder;
    private final Path blobs;

    private HubFetch(Hub hub, HubListing listing, String revision, List<HubFile> files, HubCache cache) {
        this.hub = hub;
        this.listing = listing;
        this.revision = revision;
        this.files = files;
        folder = cache.folder(listing.model());
        blobs = folder.resolve("blobs");
    }

    /**
     * Asks the hub what there is; fetches nothing yet.
     *
     * @param revision a branch, tag or commit
     * @param globs patterns of paths, such as {@code *.safetensors}; when empty, configs, vocabularies, and the weights once
     * @throws ShellException when there is no such model, or nothing in it is wanted
     */
    public static HubFetch of(Hub hub, HubModel model, String revision, List<String> globs, HubCache cache) {
        if (!REVISION.matcher(revision).matches() || revision.contains("..")) {
            throw new ShellException("\"" + revision + "\" is no name of a branch, tag or commit.");
        }
        HubListing listing = hub.listing(model, revision);
        return new HubFetch(hub, listing, revision, HubChoice.of(listing, globs), cache);
    }

    /** What the hub says of the model. */
    public HubListing listing() {
        return listing;
    }

    /** Those of its files that are wanted. */
    public List<HubFile> files() {
        return files;
    }

    /** Bytes that are still to come. */
    public long missing() {
        return files.stream().filter(f -> !isHere(f)).mapToLong(HubFile::size).sum();
    }

    /** The folder that the files will have. */
    public Path snapshot() {
        return folder.resolve("snapshots").resolve(listing.commit());
    }

    private boolean isHere(HubFile file) {
        Path blob = blobs.resolve(file.digest());
        try {
            return Files.exists(blob) && Files.size(blob) == file.size();
        } catch (IOException e) {
            return false;
        }
    }

    /** Fetches, checks, and puts in place. */
    public void run(Progress progress) {
        try {
            Files.createDirectories(blobs);
            room();
            try (FileChannel lock = FileChannel.open(
                    folder.resolve("echelle.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                hold(lock);
                fetch(progress);
                for (HubFile file : files) {
                    link(file);
                }
                if (!revision.equals(listing.commit())) {
                    Path ref = folder.resolve("refs").resolve(revision);
                    Files.createDirectories(ref.getParent());
                    AtomicFiles.write(ref, listing.commit().getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new ShellException(
                    "The model cannot be written to " + folder + ": " + e.getMessage()
                            + ". What was fetched stays there; the same command goes on.",
                    e);
        }
    }

    private void room() throws IOException {
        long free = Files.getFileStore(blobs).getUsableSpace();
        if (free < missing()) {
            throw new ShellException("The model needs " + missing() + " bytes and " + folder + " has " + free
                    + " left; make room, or set HF_HOME to a folder on a larger disk.");
        }
    }

    /** Until the channel is closed. */
    private void hold(FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new ShellException(
                    "Another command is fetching " + listing.model().id() + " into this cache; wait for it.");
        }
    }

    private void fetch(Progress progress) throws IOException {
        long total = files.stream().mapToLong(HubFile::size).sum();
        progress.begin("fetch " + listing.model().id(), total, "bytes");
        long done = 0;
        for (HubFile file : files) {
            Path blob = blobs.resolve(file.digest());
            if (!isHere(file)) {
                Path part = blobs.resolve(file.digest() + ".incomplete");
                Download.Source source = (from, opened) -> hub.open(listing, file, from, opened);
                new Download(file.path(), part, file.size(), source).run(done, progress);
                if (file.size() == 0 && !Files.exists(part)) {
                    Files.createFile(part);
                }
                if (!file.matches(part)) {
                    Files.delete(part);
                    throw new ShellException("The file " + file.path()
                            + " arrived with another checksum than the hub tells; it was deleted, run the same command"
                            + " again.");
                }
                Files.move(part, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            done += file.size();
            progress.advance(done, file.path());
        }
    }

    /** A name of the snapshot: a relative link to its content, or a copy where the file system has no links. */
    private void link(HubFile file) throws IOException {
        Path name = snapshot().resolve(file.path());
        Path blob = blobs.resolve(file.digest());
        Files.createDirectories(name.getParent());
        Path fresh = name.resolveSibling(name.getFileName() + ".fresh");
        Files.deleteIfExists(fresh);
        try {
            Files.createSymbolicLink(fresh, name.getParent().relativize(blob));
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(blob, fresh, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(fresh, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
