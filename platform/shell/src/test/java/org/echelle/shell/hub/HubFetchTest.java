package org.echelle.shell.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.echelle.api.Progress;
import org.echelle.install.download.DownloadException;
import org.echelle.shell.ShellException;
import org.echelle.torch.Checksums;
import org.echelle.torch.hub.HubCache;
import org.echelle.torch.hub.HubModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models come from a hub whole, checked, resumed, and where its own clients look for them. */
class HubFetchTest {
    private static final HubModel MODEL = new HubModel("lab", "model");
    private static final byte[] CONFIG = "{\"model_type\":\"esm\"}".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private final byte[] weights = new byte[300_000];
    private LoopbackHub server;
    private HubCache cache;

    @BeforeEach
    void serve() {
        new Random(3).nextBytes(weights);
        server = new LoopbackHub()
                .with("config.json", CONFIG)
                .with("model.safetensors", weights)
                .with("pytorch_model.bin", weights)
                .with("tf_model.h5", weights)
                .with("README.md", CONFIG);
        cache = new HubCache(folder.resolve("hub"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HubFetch fetch(Optional<String> token, String... globs) {
        Hub hub = new Hub(server.address() + "/", token, Duration.ofSeconds(2));
        return HubFetch.of(hub, MODEL, "main", List.of(globs), cache);
    }

    private Path blob(byte[] content) {
        return cache.folder(MODEL).resolve("blobs").resolve(Checksums.sha256(content));
    }

    @Test
    void configsAndTheWeightsOnceComeIntoTheLayoutOfTheHubsClients() throws IOException {
        HubFetch fetch = fetch(Optional.empty());
        assertThat(fetch.files()).extracting(HubFile::path).containsExactly("config.json", "model.safetensors");
        assertThat(fetch.missing()).isEqualTo(CONFIG.length + weights.length);
        assertThat(fetch.listing().licence()).isEqualTo("mit");

        fetch.run(Progress.SILENT);

        Path snapshot = cache.snapshot(MODEL).orElseThrow();
        assertThat(snapshot).isEqualTo(folder.resolve("hub/models--lab--model/snapshots/" + LoopbackHub.COMMIT));
        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(snapshot.resolve("config.json")).hasBinaryContent(CONFIG);
        assertThat(Files.readSymbolicLink(snapshot.resolve("model.safetensors")))
                .isEqualTo(Path.of("../../blobs/" + Checksums.sha256(weights)));
        assertThat(Files.readSymbolicLink(snapshot.resolve("config.json")))
                .isEqualTo(Path.of("../../blobs/" + LoopbackHub.blob(CONFIG)));
        assertThat(cache.folder(MODEL).resolve("refs/main")).hasContent(LoopbackHub.COMMIT);
        assertThat(cache.resolve(folder.resolve("lab/model"))).isEqualTo(snapshot);
    }

    @Test
    void aSecondFetchBringsNothing() {
        fetch(Optional.empty()).run(Progress.SILENT);
        HubFetch again = fetch(Optional.empty());
        assertThat(again.missing()).isZero();
        server.requests.clear();
        again.run(Progress.SILENT);
        assertThat(server.requests).isEmpty();
    }

    @Test
    void aBrokenDownloadGoesOnWhereItEnded() throws IOException {
        Path part = blob(weights).resolveSibling(Checksums.sha256(weights) + ".incomplete");
        Files.createDirectories(part.getParent());
        Files.write(part, Arrays.copyOf(weights, 100_000));
        server.breakAfter = 90_000;

        fetch(Optional.empty()).run(Progress.SILENT);

        assertThat(server.requests).contains("store /model.safetensors bytes=100000-");
        assertThat(server.requests).doesNotContain("store /model.safetensors");
        assertThat(blob(weights)).hasBinaryContent(weights);
        assertThat(part).doesNotExist();
    }

    @Test
    void aServerThatBringsNothingLeavesNoModelBehind() {
        server.breakAfter = 0;

        assertThatThrownBy(() -> fetch(Optional.empty()).run(Progress.SILENT))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("model.safetensors broke off after 0 of 300000 bytes")
                .hasMessageContaining("run the same command again");
        assertThat(cache.snapshot(MODEL)).isEmpty();
    }

    @Test
    void otherBytesThanTheHubTellsAreDropped() {
        server.instead = new byte[weights.length];

        assertThatThrownBy(() -> fetch(Optional.empty()).run(Progress.SILENT))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("model.safetensors arrived with another checksum");
        assertThat(cache.snapshot(MODEL)).isEmpty();
        assertThat(blob(weights)).doesNotExist();

        server.instead = new byte[weights.length + 70_000];
        assertThatThrownBy(() -> fetch(Optional.empty()).run(Progress.SILENT))
                .hasMessageContaining("more of model.safetensors than the 300000 bytes");
    }

    @Test
    void theTokenGoesToTheHubAndNotToWhereItPoints() {
        fetch(Optional.of("secret")).run(Progress.SILENT);

        assertThat(server.tokens).isNotEmpty().containsOnly("Bearer secret");
        assertThat(server.leaked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "401,to strangers: it is not there",
        "403,set HF_TOKEN",
        "404,has no model lab/model at revision main",
        "429,too many requests",
        "500,answered with status 500"
    })
    void aRefusalIsToldInWords(int status, String said) {
        server.status = status;

        assertThatThrownBy(() -> fetch(Optional.empty()))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining(said);
    }

    @Test
    void anAnswerWithSomethingBehindItIsNotOneOfTheHub() {
        server.behind = "<html>";

        assertThatThrownBy(() -> fetch(Optional.empty()))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("is not one of the Hugging Face hub; nothing was fetched");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil", "/etc/passwd", "a//b", "..", "a/./b", "a\\\\..\\\\b", ""})
    void aPathThatLeadsElsewhereIsRefused(String path) {
        server.pathToAdd = path.isEmpty() ? "unet/" : path;

        assertThatThrownBy(() -> fetch(Optional.empty()))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("not one within a model");
    }

    @Test
    void patternsChooseAndTellWhatThereIsWhereNoneMatches() {
        assertThat(fetch(Optional.empty(), "*.bin").files())
                .extracting(HubFile::path)
                .containsExactly("pytorch_model.bin");
        assertThatThrownBy(() -> fetch(Optional.empty(), "layer_*/*"))
                .hasMessageContaining("no file that matches layer_*/*")
                .hasMessageContaining("model.safetensors");
    }

    @Test
    void ofAPipelineEachPartsWeightsComeOnceInFullPrecision() {
        server.close();
        server = new LoopbackHub()
                .with("model_index.json", CONFIG)
                .with("v1-5-pruned.safetensors", weights)
                .with("unet/config.json", CONFIG)
                .with("unet/diffusion_pytorch_model.safetensors", weights)
                .with("unet/diffusion_pytorch_model.fp16.safetensors", weights)
                .with("unet/diffusion_pytorch_model.bin", weights)
                .with("text_encoder/pytorch_model.bin", weights)
                .with("text_encoder/pytorch_model.fp16.bin", weights)
                .with("vae/onnx/x.json", CONFIG)
                .with("onnx/decoder.json", CONFIG);

        assertThat(fetch(Optional.empty()).files())
                .extracting(HubFile::path)
                .containsExactlyInAnyOrder(
                        "model_index.json",
                        "unet/config.json",
                        "unet/diffusion_pytorch_model.safetensors",
                        "text_encoder/pytorch_model.bin",
                        "vae/onnx/x.json");
    }

    @Test
    void badNamesAndAddressesAreRefused() {
        Hub hub = new Hub(server.address(), Optional.empty(), Duration.ofSeconds(2));
        assertThatThrownBy(() -> HubFetch.of(hub, MODEL, "../x", List.of(), cache))
                .hasMessageContaining("no name of a branch");
        assertThatThrownBy(() -> new Hub("file:///etc", Optional.empty(), Duration.ofSeconds(2)))
                .hasMessageContaining("no address of a hub");
        server.close();
        assertThatThrownBy(() -> fetch(Optional.empty()))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("HF_ENDPOINT");
    }
}
