package org.echelle.runs.erasure.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.runs.RunException;
import org.echelle.testkit.EditAt;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

class NudgeTest {
    private static final float[][] ADDED = {{1, 2}, {-1, 0}};

    @Test
    void theBranchWithTheConditionIsChangedBeforeOthersSeeIt() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            Tap twice = new EditAt("told", x -> x.mul(2));
            NDArray x = manager.create(new float[] {10, 20, 30, 40}, new Shape(2, 2));
            Nudge nudge = new Nudge("told", ADDED, twice);
            assertThatThrownBy(nudge::requireMet)
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("told");
            assertThat(nudge.with("branch", 1).at("told", x).toFloatArray()).containsExactly(22, 44, 58, 80);
            nudge.requireMet();
            assertThat(nudge.with("branch", 0).at("told", x).toFloatArray()).containsExactly(20, 40, 60, 80);
            assertThat(nudge.at("other", x)).isSameAs(x);
            assertThatThrownBy(() -> nudge.at("told", manager.create(new float[6], new Shape(3, 2))))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("for 2 samples");
        }
    }

    @Test
    void conditionsAreTextsBeforeTheFirstStepOrOneVectorAStep() {
        Axis branch = new Axis("branch", 2);
        Axis time = new Axis("timestep", 1000);
        Axis token = new Axis("token", 5);
        HookPoint block = hook("block", time, branch, new Axis("y", 4), new Axis("x", 4));
        HookPoint rows = hook("rows", time, branch, token);
        HookPoint text = hook("text", branch, token);
        HookPoint kind = hook("class", time, branch);
        assertThat(ConditionHooks.first(List.of(block, rows))).isEmpty();
        assertThat(ConditionHooks.first(List.of(block, rows, text))).contains(text);
        assertThat(ConditionHooks.first(List.of(rows, kind, text))).contains(kind);
    }

    private static HookPoint hook(String name, Axis... axes) {
        return new HookPoint(name, 4, HookPoint.Layout.WIDTH_LAST, List.of(axes), "");
    }
}
