package org.echelle.diffusion.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.echelle.api.PictureMaker;
import org.echelle.api.Sample;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.Place;
import org.echelle.diffusion.samples.MadeSample;
import org.echelle.diffusion.sampling.Guidance;
import org.echelle.diffusion.sampling.SchedulerConfig;
import org.echelle.torch.Torch;
import org.echelle.torch.TorchException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A network for which memory never suffices: every way to sample ends in a sentence with a smaller batch. */
class RoomTest {
    private static final String GPU = "CUDA out of memory. Tried to allocate 2.00 GiB";
    private static final String CPU =
            "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes";

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    /** Fails as it is told. */
    private record Hungry(RuntimeException failure) implements Denoiser {
        @Override
        public NDArray forward(NDArray x, double time, Condition condition, Tap tap) {
            throw failure;
        }

        @Override
        public List<Place> places() {
            return List.of();
        }

        @Override
        public int channels() {
            return 3;
        }

        @Override
        public int outputChannels() {
            return 3;
        }

        @Override
        public int height() {
            return 4;
        }

        @Override
        public int width() {
            return 4;
        }

        @Override
        public Conditioning conditioning() {
            return Conditioning.NONE;
        }

        @Override
        public Map<String, NDArray> parameters() {
            return Map.of();
        }

        @Override
        public Denoiser twin(long seed, NDManager owner) {
            return this;
        }

        @Override
        public Map<String, String> facts() {
            return Map.of();
        }
    }

    private DiffusionSubject subject(RuntimeException failure) {
        Denoiser network = new Hungry(failure);
        SamplingPlan plan = SamplingPlan.of(
                ModelFolders.USUAL,
                new SamplingPlan.Usual(SchedulerConfig.ddpm(), 2, Guidance.NONE),
                network.conditioning());
        return new DiffusionSubject(
                manager.newSubManager(),
                network,
                new ClassConditioner(network.conditioning(), List.of()),
                new PictureDecoder.Pixels(-1, 1, 3),
                plan,
                "",
                "");
    }

    @Test
    void givenTensorsThatAreTooManyAreToldInOneSentence() {
        for (RuntimeException failure : List.of(
                new EngineException(GPU),
                new EngineException(CPU),
                new TorchException("The kernel nn failed in attend: " + GPU))) {
            PictureMaker maker = subject(failure).makesPictures().orElseThrow();
            assertThatThrownBy(() -> maker.trajectory(Map.of("noise", manager.zeros(new Shape(9, 3, 4, 4)))))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessage(
                            "There is not enough memory to make 9 samples of (3, 4, 4) at once; give 4 of them in a file (half of"
                                    + " it; guidance doubles what the network sees).");
            assertThatThrownBy(() -> maker.trajectory(Map.of("noise", manager.zeros(new Shape(1, 3, 4, 4)))))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("to make one sample of (3, 4, 4); use a device with more");
        }
    }

    @Test
    void samplesOfARunAndTheirCoursesNameTheConfigsBatch() {
        DiffusionSubject subject = subject(new TorchException("The kernel nn failed in attend: " + CPU));
        List<Sample> three =
                List.of(new MadeSample("a", "", "", 0), new MadeSample("b", "", "", 1), new MadeSample("c", "", "", 2));
        NDList inputs = subject.prepare(three, manager);
        assertThatThrownBy(() -> subject.forward(inputs, Tap.NONE))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("set extract.batch to 1 (half");
        assertThatThrownBy(() -> subject.makesPictures().orElseThrow().course(inputs, Tap.NONE, 2))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("set extract.batch to 1 (half");
    }

    @Test
    void anotherFailureStaysWhatItIs() {
        TorchException other = new TorchException("The kernel nn failed in attend: shapes differ");
        PictureMaker maker = subject(other).makesPictures().orElseThrow();
        assertThatThrownBy(() -> maker.trajectory(Map.of("noise", manager.zeros(new Shape(2, 3, 4, 4)))))
                .isSameAs(other);
        assertThat(Room.<Integer>within(new Shape(2, 3), () -> 5)).isEqualTo(5);
    }
}
