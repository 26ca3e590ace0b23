package org.echelle.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.echelle.runs.TrainingWatch.Outcome;
import org.echelle.runs.TrainingWatch.Watched;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, while trainings go on. */
class LiveBrowserTest {
    private static final String STATE = "document.getElementById('state-text').textContent";
    private static final String DONE = "document.getElementById('done-text').textContent.split(',')[0]";
    private static final String CURVES =
            "String([...document.querySelectorAll('#charts figure:not([hidden]) .curve')].length)";
    private static final String FVU = "document.querySelector('#charts .now').textContent";
    private static final String ADVICE =
            "[...document.querySelectorAll('#advice-now li')].map((e) => e.innerText).join('|')";
    private static final String TITLE = "document.getElementById('title').textContent";

    @TempDir
    private Path profile;

    private LivePage page;
    private Chromium browser;

    @BeforeAll
    static void look() {
        assumeTrue(
                Files.isExecutable(Chromium.PROGRAM),
                "The live page is not looked at: there is no browser at " + Chromium.PROGRAM + ".");
    }

    @BeforeEach
    void open() throws Exception {
        page = LivePage.open(0);
        browser = new Chromium(profile, page.address());
    }

    @AfterEach
    void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
        page.close();
    }

    @Test
    void thePageUpdatesItselfFromTheBeginningToTheEndAndSaysWhenTheProcessHasGone() throws Exception {
        assertThat(browser.await(STATE, "The process has not begun to train yet."))
                .isEqualTo("The process has not begun to train yet.");

        Watched training = page.begins(Feed.start("blocks.3", List.of()));
        assertThat(browser.await(TITLE, "blocks.3")).isEqualTo("blocks.3");
        for (int step = 10; step <= 500; step += 10) {
            training.point(Feed.healthy(step));
        }
        assertThat(browser.await(DONE, "step 500 of 1")).isEqualTo("step 500 of 1");
        assertThat(browser.value(CURVES)).as("dense is not measured").isEqualTo("6");
        // 0.15 + 0.8 exp(-5)
        assertThat(browser.value(FVU)).isEqualTo("0.155");
        assertThat(browser.value(ADVICE)).isEmpty();
        assertThat(browser.value("document.querySelector('.target-word').textContent"))
                .isEqualTo("target 16");

        for (int step = 510; step <= Feed.STEPS; step += 10) {
            training.point(Feed.dying(step));
        }
        training.ends(Outcome.DONE, "");
        assertThat(browser.await(STATE, "Training is done.")).isEqualTo("Training is done.");
        assertThat(browser.value(ADVICE))
                .startsWith("Warning")
                .contains("50 % of the features are dead", "dictionary.features: 256", "first seen at step 510");
        assertThat(browser.value("document.title")).isEqualTo("Done, FVU 0.15: blocks.3");
        assertThat(browser.complaints()).isEmpty();

        page.close();
        assertThat(browser.await("String(document.getElementById('gone').hidden)", "false"))
                .isEqualTo("false");
        assertThat(browser.value("document.getElementById('gone').textContent")).startsWith("The process has ended.");
        assertThat(browser.value(FVU)).as("what was heard stays").isEqualTo("0.15");
    }

    @Test
    void theArrowKeysReadAMomentInAllCurves() throws Exception {
        Watched training = page.begins(Feed.start("blocks.3", List.of()));
        for (int step = 100; step <= 500; step += 100) {
            training.point(Feed.healthy(step));
        }
        assertThat(browser.await(DONE, "step 500 of 1")).isEqualTo("step 500 of 1");
        browser.value("document.querySelectorAll('.plot')[1].focus()");
        browser.value("for (const key of ['Home', 'ArrowRight']) document.activeElement.dispatchEvent("
                + "new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))");
        String spoken = "document.querySelectorAll('.plot')[0].getAttribute('aria-valuetext')";
        // 0.15 + 0.8 exp(-2)
        assertThat(browser.await(spoken, "0.258 at step 200")).isEqualTo("0.258 at step 200");
        assertThat(browser.value("String(document.querySelectorAll('.cursor').length)"))
                .isEqualTo("6");
    }

    @Test
    void aSecondTrainingIsShownAndTheFirstCanBeChosen() throws Exception {
        page.begins(Feed.start("blocks.2", List.of())).ends(Outcome.FAILED, "Row 7 is not finite.");
        assertThat(browser.await(STATE, "Training failed. Row 7 is not finite."))
                .isEqualTo("Training failed. Row 7 is not finite.");
        page.begins(Feed.start("blocks.3", List.of()));
        assertThat(browser.await(TITLE, "blocks.3")).isEqualTo("blocks.3");
        browser.value("document.querySelector('#trainings button').click()");
        assertThat(browser.await(TITLE, "blocks.2")).isEqualTo("blocks.2");
        page.begins(Feed.start("blocks.4", List.of()));
        assertThat(browser.await("String(document.querySelectorAll('#trainings button').length)", "3"))
                .isEqualTo("3");
        assertThat(browser.value(TITLE)).as("a choice stays").isEqualTo("blocks.2");
    }
}
