package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class EngineWorkersTest {
    @Test
    void everyWorkersOperatorsRunAloneAndAllOthersAsUsual() throws InterruptedException {
        int before = Torch.threads();
        int usual = 2;
        Torch.threads(usual);
        AtomicIntegerArray alone = new AtomicIntegerArray(3);
        AtomicInteger another = new AtomicInteger();
        try (EngineWorkers workers = new EngineWorkers(3);
                NDManager manager = Torch.newManager(Device.cpu())) {
            workers.each(t -> {
                try (NDManager own = manager.newSubManager()) {
                    own.ones(new Shape(64, 64))
                            .sum(); // the first operator is where a thread would take the common number
                }
                alone.set(t, Torch.threads());
            });
            Thread later = new Thread(() -> another.set(Torch.threads()));
            later.start();
            later.join();
            assertThat(Torch.threads()).isEqualTo(usual);
        } finally {
            Torch.threads(before);
        }
        for (int t = 0; t < 3; t++) {
            assertThat(alone.get(t)).isEqualTo(1);
        }
        assertThat(another.get()).isEqualTo(usual);
    }

    @Test
    void aFailureIsThrownOnceAllAreDone() {
        AtomicInteger done = new AtomicInteger();
        try (EngineWorkers workers = new EngineWorkers(2)) {
            assertThatThrownBy(() -> workers.each(t -> {
                        if (t == 0) {
                            throw new TorchException("slice 7");
                        }
                        done.incrementAndGet();
                    }))
                    .isInstanceOf(TorchException.class)
                    .hasMessage("slice 7");
            assertThat(done).hasValue(1);
            workers.each(t -> done.incrementAndGet());
            assertThat(done).hasValue(3);
        }
    }

    @Test
    void oneWorkerIsTheCaller() {
        Thread[] seen = new Thread[1];
        try (EngineWorkers workers = new EngineWorkers(1)) {
            workers.each(t -> Arrays.fill(seen, Thread.currentThread()));
        }
        assertThat(seen[0]).isSameAs(Thread.currentThread());
        assertThatThrownBy(() -> new EngineWorkers(0)).hasMessageContaining("at least one thread");
    }
}
