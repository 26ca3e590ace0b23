package org.echelle.host.spi;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DetachedArraysTest {
    private static final String OWNER = "bundle 4714";

    private final NDManager lent = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final DetachedArrays arrays = new DetachedArrays();

    @AfterEach
    void close() {
        PluginArrays.close(OWNER);
        arrays.open().forEach(NDArray::close);
        lent.close();
    }

    private NDArray detached() {
        NDArray array = lent.create(new float[2]);
        arrays.add(array);
        array.detach();
        return array;
    }

    @Test
    void closedArraysAreNotKeptWhileOthersCome() {
        NDArray open = detached();
        for (int i = 0; i < 5_000; i++) {
            detached().close();
            assertThat(arrays.held()).isLessThanOrEqualTo(100);
        }
        assertThat(arrays.open()).hasSize(1);
        assertThat(arrays.open().get(0)).isSameAs(open);
        assertThat(arrays.held()).isEqualTo(1);
    }

    @Test
    void anArrayDetachedAgainAndAgainIsOne() {
        NDArray array = detached();
        for (int i = 0; i < 1_000; i++) {
            array.attach(lent);
            arrays.add(array);
            array.detach();
        }
        assertThat(arrays.held()).isEqualTo(1);
        assertThat(arrays.open()).hasSize(1);
    }

    @Test
    void equalArraysAreTwo() {
        NDArray one = detached();
        NDArray other = detached();
        assertThat(one.contentEquals(other)).isTrue();
        assertThat(arrays.open()).hasSize(2);
    }

    @Test
    void anArrayThatAManagerHasIsNotLeftUntilItIsGivenBack() {
        NDArray array = detached();
        try (NDManager forATime = lent.newSubManager()) {
            array.tempAttach(forATime);
            assertThat(arrays.open()).isEmpty();
        }
        assertThat(array.isReleased()).isFalse();
        assertThat(arrays.open()).hasSize(1);
    }

    @Test
    void severalThreadsMayDetachAndCloseAtOnce() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(pool.submit(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        NDArray array = detached();
                        if (i % 4 != 0) {
                            array.close();
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(arrays.open()).hasSize(threads * 250);
    }

    @Test
    void closingClosesWhatIsLeftAndWhatAManagerOfThePluginGivesBackAndNothingElse() {
        NDArray left = lent.create(new float[2]);
        NDArray given = lent.create(new float[2]);
        NDArray attached = lent.create(new float[2]);
        PluginArrays.detached(new NDList(left, given, attached), OWNER);
        new NDList(left, given, attached).detach();
        attached.attach(lent);
        given.tempAttach(PluginArrays.opened(NDManager.newBaseManager(Device.cpu(), "PyTorch"), OWNER));

        PluginArrays.close(OWNER);

        assertThat(left.isReleased()).isTrue();
        assertThat(given.isReleased()).isTrue();
        assertThat(attached.isReleased()).isFalse();
        assertThat(PluginArrays.left(OWNER).isNothing()).isTrue();
    }

    @Test
    void whatIsNoArrayIsLeftAlone() {
        PluginArrays.detached("text", OWNER);
        PluginArrays.detached(null, OWNER);
        NDList gap = new NDList();
        gap.add(null);
        PluginArrays.detached(gap, OWNER);

        assertThat(PluginArrays.left(OWNER).isNothing()).isTrue();
    }
}
