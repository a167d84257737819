"""Synthetic measurements that look like real ones: what a visitor opens first.

All are made from seeds; values are rounded to what an instrument would give, so that they compress.
"""

import numpy as np


def smooth_noise(rng, shape, scales):
    """Sum of random waves on a periodic grid, one octave a scale; about -1..1."""
    total = np.zeros(shape)
    frequencies = np.meshgrid(*(np.fft.fftfreq(n) * n for n in shape), indexing="ij")
    radius = np.sqrt(sum(f * f for f in frequencies))
    for scale in scales:
        band = np.exp(-(((radius - scale) / (0.5 * scale)) ** 2))
        wave = np.fft.ifftn(np.fft.fftn(rng.standard_normal(shape)) * band).real
        total += wave / wave.std() / scale
    return total / np.abs(total).max()


def rock_core(side=192):
    """A drilled core in a scanner: layered rock, grains, pores, two cracks; (z, y, x) uint16."""
    rng = np.random.default_rng(1)
    axis = np.linspace(-1, 1, side, dtype="f4")
    z, y, x = axis[:, None, None], axis[None, :, None], axis[None, None, :]
    radius = np.sqrt(x * x + y * y)
    bent = z + 0.12 * x - 0.06 * np.sin(3 * y) + np.zeros_like(radius)
    volume = 21_000 + 1800 * np.sin(26 * bent) + 900 * np.sin(71 * bent + 2 * x)
    for _ in range(90):
        centre, size = rng.uniform(-0.9, 0.9, 3), rng.uniform(0.04, 0.2, 3)
        distance = ((z - centre[0]) / size[0]) ** 2 + ((y - centre[1]) / size[1]) ** 2 + ((x - centre[2]) / size[2]) ** 2
        density = rng.choice([-15_000, -12_000, 6000, 9000, 17_000], p=[0.2, 0.2, 0.3, 0.2, 0.1])
        # A rim of half the density, as slowly weathered grains have.
        volume += density * (0.5 * (distance < 1) + 0.5 * (distance < 0.7))
    for tilt, shift, width in ((0.5, -0.2, 0.012), (-0.8, 0.35, 0.008)):
        crack = np.abs(x + tilt * z + shift + 0.05 * np.sin(9 * y) + 0.02 * np.sin(23 * z))
        volume = np.where(crack < width, 3500, volume)
    rings = 350 * np.sin(150 * radius) * (radius < 0.6)
    volume = np.where(radius < 0.88, volume + rings, np.where(radius < 0.93, 44_000, 1200))
    noise = rng.standard_normal(volume.shape, dtype="f4") * 60
    return (np.clip(np.round((volume + noise) / 256) * 256, 0, 65_535)).astype("u2")


def spreading_pattern(side=160, frames=24):
    """Two reacting chemicals (the Gray-Scott model) seen through a camera; (frame, y, x, rgb) uint8."""
    rng = np.random.default_rng(2)
    u, v = np.ones((side, side)), np.zeros((side, side))
    for row, column in rng.integers(10, side - 10, (14, 2)):
        u[row - 4:row + 4, column - 4:column + 4], v[row - 4:row + 4, column - 4:column + 4] = 0.5, 0.25
    feed = 0.034 + 0.012 * np.linspace(0, 1, side)[None, :]
    film = np.empty((frames, side, side, 3), dtype="u1")

    def spread(a):
        return np.roll(a, 1, 0) + np.roll(a, -1, 0) + np.roll(a, 1, 1) + np.roll(a, -1, 1) - 4 * a

    for frame in range(frames):
        for _ in range(200):
            reaction = u * v * v
            u, v = u + 0.16 * spread(u) - reaction + feed * (1 - u), v + 0.08 * spread(v) + reaction - (feed + 0.062) * v
        level = np.clip(v / 0.36, 0, 1)[..., None]
        # From deep blue over teal to warm yellow.
        stops = np.array([[12, 18, 52], [20, 90, 120], [90, 190, 150], [250, 220, 110]], dtype="f8")
        place = level * (len(stops) - 1)
        low = np.minimum(place.astype(int), len(stops) - 2)
        film[frame] = np.round((stops[low[..., 0]] * (1 - (place - low)) + stops[low[..., 0] + 1] * (place - low)) / 2) * 2
    return film


def sea_surface(months=48, lats=72, lons=144):
    """Monthly sea surface temperature of an invented planet, degrees Celsius; NaN over land; (time, lat, lon) float32."""
    rng = np.random.default_rng(3)
    lat = np.linspace(88.75, -88.75, lats)[:, None]
    terrain = smooth_noise(rng, (lats, lons), (2, 4, 8, 16)) + 0.15 * np.exp(-(((lat + 80) / 12) ** 2))
    land = terrain > np.quantile(terrain, 0.68)
    out = np.empty((months, lats, lons), dtype="f4")
    drift = smooth_noise(rng, (months, lats, lons), (3, 6, 10))
    for month in range(months):
        season = 5.5 * np.sin(2 * np.pi * (month - 2) / 12) * np.sin(np.radians(lat))
        warm = 29 * np.cos(np.radians(lat)) ** 1.4 - 1.8
        current = 3.5 * drift[month] * np.cos(np.radians(lat))
        out[month] = np.where(land, np.nan, np.maximum(-1.8, warm + season + current + 0.004 * month))
    return (np.round(out * 32) / 32).astype("f4")


def particle_events(rows=1_000_000):
    """Hits of a ring of 128 detectors: bursts of neighbours with one time stamp; two lines over a background."""
    rng = np.random.default_rng(4)
    bursts = rng.geometric(0.12, rows // 4)
    bursts = bursts[:np.searchsorted(np.cumsum(bursts), rows) + 1]
    burst = np.repeat(np.arange(len(bursts)), bursts)[:rows]
    within = np.arange(rows) - np.concatenate([[0], np.cumsum(bursts)])[burst]
    events = np.empty(rows, dtype=[("id", "<u4"), ("time", "<f8"), ("energy", "<f4"), ("detector", "u1"), ("flag", "?")])
    events["id"] = np.arange(rows)
    events["time"] = (np.cumsum(rng.geometric(0.02, len(bursts))) / 1024)[burst]
    kind = rng.choice(3, rows, p=[0.55, 0.3, 0.15])
    energy = np.select([kind == 0, kind == 1], [rng.exponential(420, rows), rng.normal(662, 22, rows)], rng.normal(1173, 30, rows))
    events["energy"] = np.clip(np.round(energy / 8) * 8, 8, 4096)
    events["detector"] = (rng.integers(0, 128, len(bursts))[burst] + within) % 128
    events["flag"] = within >= 12
    return events


def heartbeat(samples=1_000_000, rate=500):
    """An electrocardiogram with breathing, slight arrhythmia and a 12-bit converter; int16."""
    rng = np.random.default_rng(5)
    beats = np.cumsum(0.82 + 0.05 * np.sin(np.arange(samples // 300) / 5) + rng.normal(0, 0.015, samples // 300))
    time = np.arange(samples) / rate
    beats = beats[beats < time[-1] + 2]
    trace = 0.08 * np.sin(2 * np.pi * 0.25 * time)
    for offset, width, height in ((-0.17, 0.022, 0.14), (-0.025, 0.009, -0.14), (0, 0.010, 1.2), (0.028, 0.011, -0.3), (0.24, 0.045, 0.32)):
        for beat in beats + offset:
            first, last = np.searchsorted(time, [beat - 5 * width, beat + 5 * width])
            trace[first:last] += height * np.exp(-(((time[first:last] - beat) / width) ** 2) / 2)
    return np.round((trace + rng.normal(0, 0.0015, samples)) * 400).astype("i2")


def vortex_beam(side=384):
    """A laser beam with orbital angular momentum meeting a tilted plane wave; (y, x) complex64."""
    axis = np.linspace(-3, 3, side)
    y, x = axis[:, None], axis[None, :]
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    beam = (radius * np.sqrt(2)) ** 3 * np.exp(-(radius**2)) * np.exp(3j * angle + 0.6j * radius**2)
    total = beam + 0.35 * np.exp(-(((x - 0.5) ** 2 + y**2) / 5)) * np.exp(7j * x)
    return ((np.round(total.real * 512) + 1j * np.round(total.imag * 512)) / 512).astype("c8")


def write_arrays(save):
    """`save(name, array, chunks, blocks, vlmeta)` writes one array."""
    save("tomography/rock-core.b2nd", rock_core(), (32, 96, 192), (8, 48, 96), {
        "title": "Rock core", "description": "X-ray tomography of a layered core with grains, pores and two cracks (synthetic)",
        "dims": ["z", "y", "x"], "units": "counts", "voxel_size_um": [12.5, 12.5, 12.5], "exposure_ms": 450})
    save("microscopy/spreading-pattern.b2nd", spreading_pattern(), (4, 160, 160, 3), (1, 80, 160, 3), {
        "title": "Spreading pattern", "description": "Time lapse of a reaction-diffusion pattern in false colours (synthetic)",
        "dims": ["frame", "y", "x", "rgb"], "frame_interval_s": 30, "pixel_size_um": 1.6})
    lat, lon = np.linspace(88.75, -88.75, 72), np.linspace(1.25, 358.75, 144)
    save("climate/sea-surface.b2nd", sea_surface(), (12, 72, 144), (3, 36, 144), {
        "title": "Sea surface temperature", "description": "Monthly means of an invented planet; NaN over land (synthetic)",
        "dims": ["time", "lat", "lon"], "units": "degC", "lat": lat.tolist(), "lon": lon.tolist(),
        "time": [f"{2021 + m // 12}-{m % 12 + 1:02d}" for m in range(48)], "missing": "NaN"})
    save("events/particles.b2nd", particle_events(), (125_000,), (12_500,), {
        "title": "Particle events", "description": "A million hits of a ring of 128 detectors (synthetic)", "dims": ["event"],
        "units": {"id": "", "time": "s", "energy": "keV", "detector": "", "flag": "pile-up"}, "run": 1042})
    save("signals/heartbeat.b2nd", heartbeat(), (100_000,), (25_000,), {
        "title": "Electrocardiogram", "description": "Lead II at rest, 2000 s (synthetic)", "dims": ["time"],
        "units": "uV", "scale": 2.5, "sample_rate_hz": 500})
    save("optics/vortex-beam.b2nd", vortex_beam(), (192, 384), (48, 192), {
        "title": "Vortex beam", "description": "Complex field of a charge-3 vortex interfering with a plane wave (synthetic)",
        "dims": ["y", "x"], "units": "V/m", "wavelength_nm": 632.8, "extent_mm": [-3, 3]})
