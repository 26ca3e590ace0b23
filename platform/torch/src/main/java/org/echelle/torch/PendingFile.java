package org.echelle.torch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file in the making: written under a temporary name in its folder, moved to its own when complete.
 *
 * <p>{@link #commit} forces the bytes to the disk, moves the file atomically and forces the folder. Without it {@link #close}
 * removes every trace.
 */
final class PendingFile implements AutoCloseable {
    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private boolean committed;

    private PendingFile(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
    }

    static PendingFile open(Path target) {
        Path whole = target.toAbsolutePath().normalize();
        Path name = whole.getFileName();
        Path folder = whole.getParent();
        if (name == null || folder == null || Files.isDirectory(whole)) {
            throw new TorchException("Cannot write " + target + ": it is a folder.");
        }
        Path temporary = folder.resolve("." + UUID.randomUUID() + ".part");
        try {
            return new PendingFile(
                    whole,
                    temporary,
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (NoSuchFileException e) {
            throw new TorchException("Cannot write " + target + ": the folder " + folder + " does not exist.", e);
        } catch (IOException e) {
            throw failure(whole, e);
        }
    }

    FileChannel channel() {
        return channel;
    }

    void commit() {
        try {
            channel.force(true);
            channel.close();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            committed = true;
            forceFolder();
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    TorchException failure(IOException e) {
        return failure(target, e);
    }

    private static TorchException failure(Path target, IOException e) {
        return new TorchException("Cannot write " + target + ": " + Failures.reason(e) + ".", e);
    }

    /** Makes the new name itself durable; only POSIX systems can open a folder. */
    private void forceFolder() throws IOException {
        if (!target.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    @Override
    public void close() {
        if (committed) {
            return;
        }
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw new TorchException(
                    "Cannot remove the unfinished file " + temporary + ": " + Failures.reason(e) + ".", e);
        }
    }
}
