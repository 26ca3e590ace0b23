package org.echelle.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
    private static final int HOSTS = 8;
    private static final int ROUNDS = 20;

    @TempDir
    private Path temporary;

    @Test
    void hostsThatStartTogetherSweepTheSameFoldersWithoutHarm() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(HOSTS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < 10; i++) {
                    killed(temporary.resolve("host-" + round + "-" + i));
                }
                CyclicBarrier together = new CyclicBarrier(HOSTS);
                List<Future<Storage>> started = new ArrayList<>();
                for (int h = 0; h < HOSTS; h++) {
                    started.add(threads.submit(() -> {
                        together.await();
                        return Storage.open(temporary);
                    }));
                }
                for (Future<Storage> one : started) {
                    try (Storage storage = one.get()) {
                        assertThat(storage.folder()).isDirectory();
                    }
                }
            }
        } finally {
            threads.shutdownNow();
        }
        Storage.open(temporary).close();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    /** What a host that was killed leaves behind. */
    private static void killed(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("bundle0/data"));
        Files.writeString(folder.resolve("bundle0/data/file"), "x");
        Files.createFile(folder.resolveSibling(folder.getFileName() + ".lock"));
    }
}
