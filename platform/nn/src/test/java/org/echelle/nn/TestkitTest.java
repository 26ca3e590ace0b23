package org.echelle.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.echelle.testkit.EditAt;
import org.echelle.testkit.OpenedContext;
import org.echelle.testkit.RecordingTap;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

/** The testkit's helpers that need an engine, which the testkit itself does not know. */
class TestkitTest {
    private final OpenedContext context = new OpenedContext(Torch.newManager(Device.cpu()));

    private NDArray rows(float... values) {
        return context.manager().create(values, new Shape(values.length / 2, 2));
    }

    @Test
    void aRecordingTapKeepsTheLastPassOfEachHookPointAndLetsItThrough() {
        try (context) {
            RecordingTap tap = new RecordingTap();
            NDArray x = rows(1, 2);
            assertThat(tap.wants("anything")).isTrue();
            assertThat(tap.at("b", x)).isSameAs(x);
            tap.at("a", rows(3, 4));
            tap.with("timestep", 7).at("b", rows(5, 6, 7, 8));
            assertThat(tap.values()).containsOnlyKeys("a", "b");
            assertThat(tap.values().get("a")).containsExactly(3, 4);
            assertThat(tap.values().get("b")).containsExactly(5, 6, 7, 8);
            assertThat(tap.shapes().get("b")).containsExactly(2, 2);
        }
    }

    @Test
    void anEditActsAtItsHookPointOnly() {
        try (context) {
            EditAt edit = new EditAt("a", x -> x.mul(2));
            NDArray x = rows(1, 2);
            assertThat(edit.wants("a")).isTrue();
            assertThat(edit.at("a", x).toFloatArray()).containsExactly(2, 4);
            assertThat(edit.with("branch", 1).at("a", x).toFloatArray()).containsExactly(2, 4);
            assertThat(edit.wants("b")).isFalse();
            assertThat(edit.at("b", x)).isSameAs(x);
        }
    }

    @Test
    void aContextKeepsNotesAndClosesWhatItLends() {
        NDManager manager = context.manager();
        context.progress().begin("work", 3, "rows");
        context.progress().note("One row is left out.");
        context.progress().check();
        assertThat(context.notes()).containsExactly("One row is left out.");
        assertThat(manager.isOpen()).isTrue();
        context.close();
        assertThat(manager.isOpen()).isFalse();
    }

    @Test
    void withoutAnEngineNobodyGetsAManager() {
        context.close();
        try (OpenedContext files = OpenedContext.withoutEngine()) {
            assertThatThrownBy(files::manager)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("without an engine");
        }
    }
}
