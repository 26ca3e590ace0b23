package org.echelle.medical.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QuietLibraryTest {
    @Test
    void theCallersPrintingIsKeptBackAndEveryOtherThreadsIsNot() throws InterruptedException {
        PrintStream err = System.err;
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        PrintStream mine = new PrintStream(seen, true, StandardCharsets.UTF_8);
        System.setErr(mine);
        try {
            int answer = QuietLibrary.during(() -> {
                System.err.println("noise");
                Thread other = new Thread(() -> System.err.println("of another thread"));
                other.start();
                try {
                    other.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return 7;
            });
            assertThat(answer).isEqualTo(7);
            assertThat(seen.toString(StandardCharsets.UTF_8)).isEqualTo("of another thread" + System.lineSeparator());
            assertThatThrownBy(() -> QuietLibrary.during(() -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
            assertThat(System.err).isSameAs(mine);
        } finally {
            System.setErr(err);
        }
    }
}
