// Turns a chain by mouse, finger or keys. Data: CHAIN = {x, y, z, value, label}, one entry a residue; x is null where nothing was seen,
// value null where there is no activation. Works from file://.
"use strict";
(() => {
  const place = document.getElementById("structure");
  const told = document.getElementById("told");
  const rest = told.textContent;
  const WHITE = [1, 1, 1], RED = [0xde / 255, 0x2d / 255, 0x26 / 255], UNKNOWN = [0x5b / 255, 0x8c / 255, 0xc8 / 255];
  const n = CHAIN.x.length;

  let renderer;
  try {
    renderer = new THREE.WebGLRenderer({ antialias: true, preserveDrawingBuffer: true });
  } catch (e) {
    told.textContent = "This browser draws nothing in three dimensions (no WebGL). The file above opens in PyMOL, ChimeraX or Mol*.";
    return;
  }
  renderer.setPixelRatio(Math.min(2, devicePixelRatio));
  place.append(renderer.domElement);

  const seen = [];
  for (let i = 0; i < n; i++) if (CHAIN.x[i] !== null) seen.push(i);
  const middle = new THREE.Vector3();
  const at = (i) => new THREE.Vector3(CHAIN.x[i], CHAIN.y[i], CHAIN.z[i]);
  seen.forEach((i) => middle.add(at(i)));
  middle.divideScalar(seen.length);
  const points = new Map(seen.map((i) => [i, at(i).sub(middle)]));
  const radius = Math.max(8, ...[...points.values()].map((p) => p.length())) + 3;

  const linear = (c) => new THREE.Color().setRGB(c[0], c[1], c[2], THREE.SRGBColorSpace);
  const colour = (i) => {
    const v = CHAIN.value[i];
    if (v === null) return linear(UNKNOWN);
    const s = Math.max(0, Math.min(1, v));
    return linear(WHITE.map((w, k) => w + (RED[k] - w) * s));
  };

  const scene = new THREE.Scene();
  scene.background = linear([0.2, 0.22, 0.25]);
  scene.fog = new THREE.Fog(scene.background, 2.8 * radius, 10 * radius);
  const world = new THREE.Group();
  scene.add(world, new THREE.HemisphereLight(0xffffff, 0xb0b0b0, 2.6));
  const lamp = new THREE.DirectionalLight(0xffffff, 1.2);
  lamp.position.set(1, 1.5, 2);
  scene.add(lamp);
  const material = new THREE.MeshLambertMaterial({ vertexColors: true });

  // One tube for each unbroken stretch: residues that follow each other and were both seen.
  const stretches = [];
  for (const i of seen) {
    const last = stretches[stretches.length - 1];
    if (last && last[last.length - 1] === i - 1) last.push(i);
    else stretches.push([i]);
  }
  const SIDES = 10, STEPS = 6;
  for (const stretch of stretches) {
    if (stretch.length < 2) continue;
    const curve = new THREE.CatmullRomCurve3(stretch.map((i) => points.get(i)), false, "centripetal");
    // By parameter, not by length of arc: then ring r lies at residue r / STEPS exactly.
    curve.getPointAt = curve.getPoint;
    curve.getTangentAt = curve.getTangent;
    const rings = (stretch.length - 1) * STEPS;
    const tube = new THREE.TubeGeometry(curve, rings, 0.75, SIDES);
    const colours = [];
    for (let r = 0; r <= rings; r++) {
      const c = colour(stretch[Math.round(r / STEPS)]);
      for (let s = 0; s <= SIDES; s++) colours.push(c.r, c.g, c.b);
    }
    tube.setAttribute("color", new THREE.Float32BufferAttribute(colours, 3));
    world.add(new THREE.Mesh(tube, material));
  }
  for (let k = 1; k < stretches.length; k++) {
    const from = points.get(stretches[k - 1][stretches[k - 1].length - 1]);
    const gap = new THREE.BufferGeometry().setFromPoints([from, points.get(stretches[k][0])]);
    const line = new THREE.Line(gap, new THREE.LineDashedMaterial({ color: 0x999999, dashSize: 1, gapSize: 0.8 }));
    line.computeLineDistances();
    world.add(line);
  }
  // A ball a residue: to point at, and larger where it is active.
  const balls = new THREE.InstancedMesh(new THREE.SphereGeometry(1, 16, 12), new THREE.MeshLambertMaterial(), seen.length);
  const matrix = new THREE.Matrix4();
  seen.forEach((i, k) => {
    const size = CHAIN.value[i] > 0 ? 1.35 : 0.8;
    balls.setMatrixAt(k, matrix.makeScale(size, size, size).setPosition(points.get(i)));
    balls.setColorAt(k, colour(i));
  });
  world.add(balls);

  const camera = new THREE.PerspectiveCamera(35, 1, 0.1, 50 * radius);
  let distance = 3.3 * radius;
  const draw = () => {
    camera.position.set(0, 0, distance);
    renderer.render(scene, camera);
  };
  const fit = () => {
    const width = place.clientWidth, height = place.clientHeight;
    renderer.setSize(width, height);
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
    draw();
  };
  const turn = (x, y) => {
    world.applyQuaternion(new THREE.Quaternion().setFromEuler(new THREE.Euler(y, x, 0)));
    draw();
  };
  const zoom = (factor) => {
    distance = Math.max(1.2 * radius, Math.min(12 * radius, distance * factor));
    draw();
  };

  const ray = new THREE.Raycaster();
  const point = (event) => {
    const box = place.getBoundingClientRect();
    const x = 2 * (event.clientX - box.left) / box.width - 1;
    const y = 1 - 2 * (event.clientY - box.top) / box.height;
    ray.setFromCamera(new THREE.Vector2(x, y), camera);
    const hit = ray.intersectObject(balls)[0];
    told.textContent = hit ? CHAIN.label[seen[hit.instanceId]] : rest;
  };
  const fingers = new Map();
  place.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, event);
    place.setPointerCapture(event.pointerId);
  });
  const apart = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  };
  place.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return point(event);
    const was = fingers.size === 2 ? apart() : 0;
    fingers.set(event.pointerId, event);
    if (fingers.size === 2) zoom(was / Math.max(1, apart()));
    else turn((event.clientX - before.clientX) / 150, (event.clientY - before.clientY) / 150);
  });
  for (const end of ["pointerup", "pointercancel"]) place.addEventListener(end, (event) => fingers.delete(event.pointerId));
  place.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(event.deltaY / 600));
  }, { passive: false });
  place.addEventListener("keydown", (event) => {
    const turns = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] }[event.key];
    if (turns) turn(...turns);
    else if (event.key === "+") zoom(0.9);
    else if (event.key === "-") zoom(1.1);
    else return;
    event.preventDefault();
  });
  new ResizeObserver(fit).observe(place);
  fit();
})();
